import type { Family } from "../family";
import { RECORDING_ACTIONS } from "./actions";
import { RECORDING_RULES } from "./rules";

/** 46960 and its neighbours: the guide is 45169. */
export const RECORDING: Family = { name: "recording", actions: RECORDING_ACTIONS, rules: RECORDING_RULES };
