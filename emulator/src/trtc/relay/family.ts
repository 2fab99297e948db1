import type { Family } from "../family";
import { RELAY_ACTIONS } from "./actions";
import { RELAY_RULES } from "./rules";

/** 48245 Update, 48246 Stop, 48247 Start; events 54913. */
export const RELAY: Family = { name: "relay", actions: RELAY_ACTIONS, rules: RELAY_RULES };
