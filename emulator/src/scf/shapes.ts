import type { ObjectShape, Shape } from "../api/shape";

/** SCF's lists have no code of their own for most values outside their range or form. */
const VALUE = "InvalidParameterValue";
const MISSING = { required: true, missingCode: "MissingParameter" } as const;

const TEXT: Shape = { kind: "text" };
const REQUIRED_TEXT: Shape = { kind: "text", ...MISSING };
const DESCRIPTION: Shape = { kind: "text", maxBytes: 4000, formCode: `${VALUE}.Description` };

function oneOf(values: readonly string[], formCode: string): Shape {
  const pattern = new RegExp(`^(${values.join("|").replaceAll(".", String.raw`\.`)})$`);
  return { kind: "text", pattern, form: values.join(" or "), formCode };
}

const SWITCH = oneOf(["TRUE", "FALSE"], VALUE);
const TRIGGER_SWITCH = oneOf(["OPEN", "CLOSE"], `${VALUE}.Enable`);
const ORDER = oneOf(["ASC", "DESC"], `${VALUE}.Order`);
const PAGE = {
  Offset: { kind: "integer", min: 0, max: 1_000_000, rangeCode: `${VALUE}.Offset` },
  Limit: { kind: "integer", min: 1, max: 100, rangeCode: `${VALUE}.Limit` },
} as const;

/** As the request type's words have them: letter first, letter or digit last. */
const FUNCTION_NAME: Shape = {
  kind: "text",
  ...MISSING,
  pattern: /^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$/,
  form: "2 to 60 of A-Z, a-z, 0-9, - and _, a letter first and no - or _ last",
  formCode: "InvalidParameter.FunctionName",
};

/** The last of Node is Nodejs18.15. */
const RUNTIMES =
  "Python2.7 Python3.6 Python3.7 Python3.9 Python3.10 Nodejs6.10 Nodejs8.9 Nodejs10.15 Nodejs12.16 Nodejs14.18 Nodejs16.13 Nodejs18.15 Php5.6 Php7 Php7.4 Php8.0 Go1 Java8 CustomRuntime".split(
    " ",
  );

const ENVIRONMENT: Shape = {
  kind: "object",
  fields: {
    Variables: {
      kind: "list",
      items: {
        kind: "object",
        fields: {
          Key: { kind: "text", required: true, missingCode: `${VALUE}.Environment` },
          Value: { kind: "text", required: true, missingCode: `${VALUE}.Environment`, secret: true },
        },
      },
    },
  },
};

const TAGS: Shape = {
  kind: "list",
  items: { kind: "object", fields: { Key: REQUIRED_TEXT, Value: TEXT } },
};

/** Hidden in the log for its size, and for what may be in the code. */
const ZIP_FILE: Shape = { kind: "text", secret: true };

const CONFIGURATION = {
  Description: DESCRIPTION,
  MemorySize: { kind: "integer", min: 64, max: 3072, rangeCode: `${VALUE}.MemorySize` },
  Timeout: { kind: "integer", min: 1, max: 900, rangeCode: "LimitExceeded.Timeout" },
  InitTimeout: { kind: "integer", min: 1, max: 300, rangeCode: "LimitExceeded.InitTimeout" },
  Environment: ENVIRONMENT,
  Runtime: oneOf(RUNTIMES, `${VALUE}.Runtime`),
  Role: TEXT,
  InstallDependency: SWITCH,
  ClsLogsetId: TEXT,
  ClsTopicId: TEXT,
  PublicNetConfig: {
    kind: "object",
    fields: {
      PublicNetStatus: oneOf(["ENABLE", "DISABLE"], `${VALUE}.PublicNetConfig`),
      EipConfig: {
        kind: "object",
        fields: { EipStatus: oneOf(["ENABLE", "DISABLE"], `${VALUE}.EipConfig`) },
      },
    },
  },
} as const satisfies ObjectShape["fields"];

const NAMED = { FunctionName: REQUIRED_TEXT, Namespace: TEXT };
const TRIGGER = { ...NAMED, TriggerName: REQUIRED_TEXT, Type: REQUIRED_TEXT, Qualifier: TEXT };

const FIELDS: Readonly<Record<string, ObjectShape["fields"]>> = {
  CreateFunction: {
    ...CONFIGURATION,
    FunctionName: FUNCTION_NAME,
    Code: {
      kind: "object",
      required: true,
      missingCode: "MissingParameter.Code",
      fields: { ZipFile: ZIP_FILE },
    },
    Handler: TEXT,
    Namespace: TEXT,
    Type: oneOf(["Event", "HTTP"], `${VALUE}.Type`),
    CodeSource: oneOf(["ZipFile"], `${VALUE}.CodeSource`),
    Tags: TAGS,
    AsyncRunEnable: SWITCH,
    TraceEnable: SWITCH,
    AutoDeployClsTopicIndex: SWITCH,
    AutoCreateClsTopic: SWITCH,
  },
  GetFunction: { ...NAMED, Qualifier: TEXT, ShowCode: SWITCH },
  UpdateFunctionCode: {
    ...NAMED,
    Handler: TEXT,
    ZipFile: ZIP_FILE,
    Code: { kind: "object", fields: { ZipFile: ZIP_FILE } },
    CodeSource: oneOf(["ZipFile"], `${VALUE}.CodeSource`),
    InstallDependency: SWITCH,
    Publish: oneOf(["FALSE"], VALUE),
  },
  UpdateFunctionConfiguration: { ...NAMED, ...CONFIGURATION, Publish: oneOf(["FALSE"], VALUE) },
  DeleteFunction: { ...NAMED, Qualifier: TEXT },
  ListFunctions: {
    ...PAGE,
    Order: ORDER,
    Orderby: oneOf(["AddTime", "ModTime", "FunctionName"], `${VALUE}.Orderby`),
    SearchKey: TEXT,
    Namespace: TEXT,
    Description: TEXT,
  },
  GetFunctionAddress: { ...NAMED, Qualifier: TEXT },
  CreateTrigger: { ...TRIGGER, TriggerDesc: TEXT, Enable: TRIGGER_SWITCH, Description: DESCRIPTION },
  UpdateTrigger: { ...TRIGGER, TriggerDesc: TEXT, Enable: TRIGGER_SWITCH, Description: DESCRIPTION },
  DeleteTrigger: { ...TRIGGER, TriggerDesc: TEXT },
  ListTriggers: {
    ...NAMED,
    ...PAGE,
    Order: ORDER,
    OrderBy: oneOf(["add_time", "mod_time"], `${VALUE}.OrderBy`),
  },
};

/**
 * The parameters of an SCF API. Documented ones that do nothing here, such as VpcConfig and Layers, are not among them and so are
 * refused.
 *
 * Source: the request types of the vendor's SDK (tencentcloud-sdk-nodejs, scf 2018-04-16)
 */
export function scfShape(action: string): ObjectShape {
  return { kind: "object", fields: FIELDS[action] ?? {} };
}
