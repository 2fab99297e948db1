import type { Family } from "../family";
import { SLICING_ACTIONS } from "./actions";
import { SLICING_RULES } from "./rules";

/** 72328 to 72331: the guide is 73393. */
export const SLICING: Family = { name: "slicing", actions: SLICING_ACTIONS, rules: SLICING_RULES };
