import type { Family } from "../family";
import { TRANSCRIPTION_ACTIONS } from "./actions";
import { TRANSCRIPTION_RULES } from "./rules";

/** 78746 to 78748: the callbacks are 129976. */
export const TRANSCRIPTION: Family = {
  name: "transcription",
  actions: TRANSCRIPTION_ACTIONS,
  rules: TRANSCRIPTION_RULES,
};
