import { createRequire } from "node:module";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeStackRequest,
  AnalyzerInfo,
  AnalyzerResource,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
  PolicyConfigSchema,
  PolicyInfo,
} from "@pulumi/pulumi/proto/analyzer_pb";
import * as pulumi from "@pulumi/pulumi";

/** How a request carries properties. */
type Bag = NonNullable<ReturnType<AnalyzeRequest["getProperties"]>>;
type Properties = ReturnType<Bag["toJavaScript"]>;
type JavaScriptValue = Properties[string];

// of the package that `@pulumi/pulumi` is built on
const { Struct } = createRequire(require.resolve("@pulumi/pulumi"))(
  "google-protobuf/google/protobuf/struct_pb",
) as { Struct: { fromJavaScript(properties: Properties): Bag } };

/** A value as the engine marks it. */
export function marked(value: JavaScriptValue): JavaScriptValue {
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value };
}

/** What the server of a pack is told by the requests of the engine, through their bytes. */
export const engine = {
  asksForInfo(name: string, policies: Readonly<Record<string, readonly string[]>>): void {
    const info = new AnalyzerInfo().setName(name);
    for (const [policy, settings] of Object.entries(policies)) {
      const schema = new PolicyConfigSchema().setProperties(
        Struct.fromJavaScript(Object.fromEntries(settings.map((setting) => [setting, { type: "integer" }]))),
      );
      info.addPolicies(new PolicyInfo().setName(policy).setConfigschema(schema));
    }
    AnalyzerService.getAnalyzerInfo.responseSerialize(info);
  },

  configures(policies: Readonly<Record<string, Properties>>): ConfigureAnalyzerRequest {
    const request = new ConfigureAnalyzerRequest();
    for (const [policy, settings] of Object.entries(policies))
      request
        .getPolicyconfigMap()
        .set(policy, new PolicyConfig().setProperties(Struct.fromJavaScript(settings)));
    const { requestSerialize, requestDeserialize } = AnalyzerService.configure;
    return requestDeserialize(requestSerialize(request));
  },

  configuresStack(config: Readonly<Record<string, string>>, secretKeys: string[]): void {
    const request = new AnalyzerStackConfigureRequest().setConfigSecretKeysList(secretKeys);
    for (const [key, value] of Object.entries(config)) request.getConfigMap().set(key, value);
    const { requestSerialize, requestDeserialize } = AnalyzerService.configureStack;
    requestDeserialize(requestSerialize(request));
  },

  analyzes(urn: string, inputs: Properties): void {
    const request = new AnalyzeRequest().setUrn(urn).setProperties(Struct.fromJavaScript(inputs));
    const { requestSerialize, requestDeserialize } = AnalyzerService.analyze;
    requestDeserialize(requestSerialize(request));
  },

  analyzesStack(outputs: Readonly<Record<string, Properties>>): void {
    const request = new AnalyzeStackRequest().setResourcesList(
      Object.entries(outputs).map(([urn, properties]) =>
        new AnalyzerResource().setUrn(urn).setProperties(Struct.fromJavaScript(properties)),
      ),
    );
    const { requestSerialize, requestDeserialize } = AnalyzerService.analyzeStack;
    requestDeserialize(requestSerialize(request));
  },
};
