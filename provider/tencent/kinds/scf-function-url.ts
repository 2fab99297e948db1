import type {
  CreateTriggerRequest,
  DeleteTriggerRequest,
  ListTriggersRequest,
  UpdateTriggerRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_models";
import { UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import { isBag, knownValue, problem } from "../../resource/schema";
import type { Bag, ObjectProperty, Rule } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import { InputError, ServiceError, TrtcError } from "../../trtc/errors";
import { COS_REGIONS } from "./cos-bucket";
import { madeOnce } from "./made-once";
import { scfCalls } from "./scf-calls";
import type { ScfParts } from "./scf-calls";
import { unlessGone } from "./unless-gone";

const PAGE = "https://www.tencentcloud.com/document/product/583/18589";

/** The arguments of a function's address. */
const scfFunctionUrlSchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["functionName", "region", "authType"],
  properties: {
    functionName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a function",
      cure: "hand on the functionName of an ScfFunction",
      page: PAGE,
    },
    region: {
      type: "string",
      enum: COS_REGIONS,
      changes: "replaces",
      cure: "hand on the region of the function",
    },
    authType: {
      type: "string",
      enum: ["NONE", "CAM"],
      changes: "updates",
      cure: "give NONE to let anyone call the function, or CAM for requests that are signed with an API key",
      page: PAGE,
    },
    publicNetwork: { type: "boolean", default: true, changes: "updates", cure: "give true or false" },
    intranet: { type: "boolean", default: false, changes: "updates", cure: "give true or false" },
    enabled: { type: "boolean", default: true, changes: "updates", cure: "give true or false" },
  },
};

interface ScfFunctionUrlInputs {
  functionName: string;
  region: string;
  authType: "NONE" | "CAM";
  publicNetwork: boolean;
  intranet: boolean;
  enabled: boolean;
}

interface ScfFunctionUrlState extends ScfFunctionUrlInputs {
  /** Empty while it is not known. */
  url: string;
}

const reachable: Rule = (inputs) => {
  if (knownValue(inputs, "publicNetwork") !== false || knownValue(inputs, "intranet") !== false)
    return undefined;
  return problem(
    "publicNetwork",
    "false beside intranet false",
    "true for one of them",
    "say who reaches it",
  );
};

/** One address for each function: it gets the newest code. */
const TRIGGER = { TriggerName: "pulumi-trtc-url", Type: "http", Qualifier: "$LATEST" } as const;
const PAGE_SIZE = 100;

type Address = Pick<ScfFunctionUrlInputs, "functionName" | "region">;

/** The address at which a function is called: a trigger of type http. */
export function scfFunctionUrl(parts: ScfParts): ResourceKind<ScfFunctionUrlInputs, ScfFunctionUrlState> {
  const { scf } = parts;
  return {
    resource: "ScfFunctionUrl",
    schema: scfFunctionUrlSchema,
    rules: [reachable],
    // a version of a function has one address
    deleteBeforeReplace: (state, inputs) =>
      state.functionName === inputs.functionName && state.region === inputs.region,

    async create(inputs) {
      const { functionName } = inputs;
      const id = `${functionName}/${TRIGGER.TriggerName}`;
      const unfinished = (cause: Error) => new UnfinishedError(id, { url: "" }, cause);
      const made = await madeOnce<Bag>({
        find: () => findTrigger(inputs),
        make: () =>
          scfCalls(parts, inputs).call({
            action: "CreateTrigger",
            params: {
              FunctionName: functionName,
              ...TRIGGER,
              Enable: enableOf(inputs),
              TriggerDesc: descriptionOf(inputs),
            } satisfies CreateTriggerRequest,
            repeatable: false,
          }),
        taken: () =>
          new InputError(
            `functionName is "${functionName}", a function that has an address already: delete its trigger of type http first`,
          ),
        unfinished,
      });
      try {
        return { id, outputs: { url: urlIn(made, inputs) ?? (await findUrl(inputs)) } };
      } catch (error) {
        throw unfinished(error instanceof Error ? error : new Error(String(error)));
      }
    },

    async read(_id, state) {
      const trigger = await unlessGone(findTrigger(state));
      if (trigger === undefined) return undefined;
      return { ...settingsIn(trigger), url: urlIn(trigger, state) ?? state.url };
    },

    async update(_id, state, inputs) {
      await scfCalls(parts, state).call({
        action: "UpdateTrigger",
        params: {
          FunctionName: state.functionName,
          ...TRIGGER,
          Enable: enableOf(inputs),
          TriggerDesc: descriptionOf(inputs),
        } satisfies UpdateTriggerRequest,
        repeatable: true,
      });
      // in another network it is another one
      return { url: await findUrl(inputs) };
    },

    async delete(_id, state) {
      const { functionName } = state;
      const deletion = scfCalls(parts, state).call({
        action: "DeleteTrigger",
        params: { FunctionName: functionName, ...TRIGGER } satisfies DeleteTriggerRequest,
        repeatable: true,
      });
      await unlessGone(deletion).catch((error: unknown) => {
        throw error instanceof TrtcError && error.code === "FailedOperation.DeleteTrigger.UrlUsed"
          ? new InputError(
              `the address of function ${functionName} is in use by a custom domain: unbind the domain in the console of SCF, and run it again`,
              error,
            )
          : error;
      });
    },
  };

  /** The address of a trigger that is there. */
  async function findUrl(inputs: ScfFunctionUrlInputs): Promise<string> {
    const { functionName, region } = inputs;
    const listed = urlIn(await findTrigger(inputs), inputs);
    if (listed !== undefined) return listed;
    const { Triggers: triggers } = await scf.call({
      action: "GetFunction",
      params: { FunctionName: functionName, Qualifier: TRIGGER.Qualifier },
      region,
      repeatable: true,
      budget: operationBudget(),
    });
    const shownWithFunction = urlIn(triggers, inputs);
    if (shownWithFunction !== undefined) return shownWithFunction;
    throw new ServiceError(
      `function ${functionName} has an address, and no answer says which: look for trigger ${TRIGGER.TriggerName} in the console of SCF, and run pulumi up again`,
    );
  }

  /** The trigger of type http that the newest code has, whoever made it. */
  async function findTrigger({ functionName, region }: Address): Promise<Bag | undefined> {
    for (let offset = 0; ; offset += PAGE_SIZE) {
      const { Triggers: list } = await scf.call({
        action: "ListTriggers",
        params: {
          FunctionName: functionName,
          Offset: offset,
          Limit: PAGE_SIZE,
        } satisfies ListTriggersRequest,
        region,
        repeatable: true,
        budget: operationBudget(),
      });
      const triggers: unknown[] = Array.isArray(list) ? list : [];
      const found = triggers
        .filter(isBag)
        .find(
          ({ Type: type, Qualifier: qualifier }) => type === TRIGGER.Type && qualifier === TRIGGER.Qualifier,
        );
      if (found !== undefined || triggers.length < PAGE_SIZE) return found;
    }
  }
}

function enableOf({ enabled }: ScfFunctionUrlInputs): "OPEN" | "CLOSE" {
  return enabled ? "OPEN" : "CLOSE";
}

function descriptionOf({ authType, publicNetwork, intranet }: ScfFunctionUrlInputs): string {
  return JSON.stringify({
    AuthType: authType,
    NetConfig: { EnableIntranet: intranet, EnableExtranet: publicNetwork },
  });
}

/** What is said of a trigger, as far as it is said. */
function settingsIn({ Enable: enable, TriggerDesc: text }: Bag): Bag {
  const description = parsed(text);
  const network = isBag(description) && isBag(description["NetConfig"]) ? description["NetConfig"] : {};
  const seen = {
    authType: isBag(description) ? description["AuthType"] : undefined,
    publicNetwork: network["EnableExtranet"],
    intranet: network["EnableIntranet"],
    // 1 or 0
    enabled: enable === undefined ? undefined : enable === 1,
  };
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
}

const HOST = /([a-z0-9-]+\.)+tencentscf\.com(?![a-z0-9.-])/gi;

/** The address in an answer: no page says where it stands, so it is looked for in all of its texts. */
function urlIn(
  answer: unknown,
  { publicNetwork }: Pick<ScfFunctionUrlInputs, "publicNetwork">,
): string | undefined {
  const hosts = textsIn(answer).flatMap((text) => text.match(HOST) ?? []);
  // an address of the intranet has a label `in`: https://cloud.tencent.com/document/product/583/69491
  const host = hosts.find((candidate) => candidate.split(".").includes("in") !== publicNetwork);
  return host && `https://${host.toLowerCase()}`;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
