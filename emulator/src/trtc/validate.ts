import { shownName } from "../api/error";
import type { ApiProblem } from "../api/error";
import type { Params } from "../api/service";
import { firstProblem, fromText, shownFields } from "../api/shape";
import type { Shape } from "../api/shape";
import { FAMILIES } from "./families";
import { fixed, MAX_INT_ROOM, SDK_APP_ID, STRING_ROOM, STRING_ROOM_FORM } from "./rules";
import type { RequestRules } from "./rules";

/** 34268, 39630: eu-frankfurt is not among them. */
const ROOM_REGIONS = ["ap-beijing", "ap-guangzhou", "ap-singapore"];

const INT_ROOM: Shape = {
  kind: "integer",
  required: true,
  min: 1,
  max: MAX_INT_ROOM,
  rangeCode: "InvalidParameter.RoomId",
};
const TEXT_ROOM: Shape = {
  kind: "text",
  required: true,
  pattern: STRING_ROOM,
  form: STRING_ROOM_FORM,
  formCode: "InvalidParameter.RoomId",
};
const REMOVED_USERS: Shape = {
  kind: "list",
  required: true,
  maxItems: 10,
  rangeCode: "InvalidParameter.UserIds",
  items: { kind: "text", pattern: /./s, form: "not empty", formCode: "InvalidParameter.UserIds" },
};

const RULES: Readonly<Record<string, RequestRules>> = {
  RemoveUser: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: INT_ROOM, UserIds: REMOVED_USERS }),
  RemoveUserByStrRoomId: fixed(ROOM_REGIONS, {
    SdkAppId: SDK_APP_ID,
    RoomId: TEXT_ROOM,
    UserIds: REMOVED_USERS,
  }),
  DismissRoom: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: INT_ROOM }),
  DismissRoomByStrRoomId: fixed(ROOM_REGIONS, { SdkAppId: SDK_APP_ID, RoomId: TEXT_ROOM }),
  ...Object.fromEntries(FAMILIES.flatMap(({ rules }) => Object.entries(rules))),
};

/**
 * What the documented rules say against a request by itself, or undefined when they say nothing: region, unknown parameters,
 * types, required parameters, ranges and forms. Pure: knows no application, task or room.
 *
 * Written from the vendor's API pages (product 647, the page numbers beside the tables).
 */
export function validateRequest(
  action: string,
  params: Params,
  { region }: { readonly region: string },
): ApiProblem | undefined {
  const rules = RULES[action];
  if (rules === undefined) return { code: "InvalidAction", message: `The action ${action} does not exist.` };
  if (!rules.regions.includes(region)) {
    const message = `${action} does not support region ${shownName(region)}; it supports ${rules.regions.join(", ")}.`;
    return { code: "UnsupportedRegion", message };
  }
  return firstProblem(params, rules.shape(region)) ?? rules.together?.(params);
}

/** Parameters that came by query or form, with numbers and booleans where the API's table has them. */
export function paramsFromText(
  action: string,
  params: Params,
  { region }: { readonly region: string },
): Params {
  const shape = RULES[action]?.shape(region);
  if (shape === undefined) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, fromText(value, shape.fields[name])]),
  );
}

/** Parameters for the call log: what is unknown to the action, or of another type than it should be, is `***`. */
export function shownParams(action: string, params: Params, { region }: { readonly region: string }): Params {
  return shownFields(params, RULES[action]?.shape(region).fields ?? {});
}
