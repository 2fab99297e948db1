import type { Family } from "../family";
import { INGEST_ACTIONS } from "./actions";
import { INGEST_RULES } from "./rules";

/** 57834 to 57836 and 63238: the callbacks are 62717. */
export const INGEST: Family = { name: "ingest", actions: INGEST_ACTIONS, rules: INGEST_RULES };
