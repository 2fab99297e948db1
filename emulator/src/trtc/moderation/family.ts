import type { Family } from "../family";
import { MODERATION_ACTIONS } from "./actions";
import { MODERATION_RULES } from "./rules";

/** 72645 to 72648: the guide is 73394. */
export const MODERATION: Family = {
  name: "moderation",
  actions: MODERATION_ACTIONS,
  rules: MODERATION_RULES,
};
