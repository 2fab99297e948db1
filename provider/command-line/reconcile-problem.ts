import { LockedError } from "./reconcile-lock";
import { UsageError } from "./terminal";

export interface FailedRun {
  stack: string;
  folder: string;
  /** Sentences from its events. */
  problems: readonly string[];
}

/** One sentence with the cure for what ended a run; a UsageError where the caller has to give something else. */
export function problemOf(thrown: unknown, { stack, folder, problems }: FailedRun): Error {
  if (thrown instanceof UsageError || thrown instanceof LockedError) return thrown;
  // that of a command has all that it printed
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const said = [...problems, text].join("\n");
  if (/no Pulumi\.yaml project file found|pass the fully qualified name/.test(said))
    return new UsageError(
      `there is no Pulumi.yaml in ${folder} or above it: give the folder of the Pulumi program with --cwd`,
    );
  if (/passphrase must be set/.test(said))
    return new UsageError(
      "the secrets of the stack cannot be read: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
    );
  if (/incorrect passphrase/.test(said))
    return new UsageError(
      "the passphrase is not that of the stack: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one it was made with",
    );
  if (/PULUMI_ACCESS_TOKEN must be set for login/.test(said))
    return new UsageError(
      "the backend lets nobody in without a login: set PULUMI_ACCESS_TOKEN, or PULUMI_BACKEND_URL for a backend of your own",
    );
  const missing = [...said.matchAll(/Missing required configuration variable '([^']+)'[^`]*`([^`]+)`/g)];
  if (missing.length > 0)
    return new UsageError(
      unique(
        missing.map(
          ([, key, command]) => `${key} is not set in stack ${stack}: run ${command} --stack ${stack}`,
        ),
      ).join("; "),
    );
  const [noKey] = /no Tencent Cloud API key was found[^\n]*/.exec(said) ?? [];
  if (noKey !== undefined) return new UsageError(noKey);
  if (/spawn pulumi ENOENT/.test(text)) return new Error("pulumi is not on PATH: install the Pulumi CLI");
  return new Error(sentencesOf(problems, text) ?? withoutReason(text));
}

export function unknownStack(stack: string, names: readonly string[]): UsageError {
  const known = names.length === 0 ? "there is none in this project" : `there are ${names.join(", ")}`;
  const cure = names.length === 0 ? "make it with" : "give one of these, or make it with";
  return new UsageError(`--stack is "${stack}", ${known}: ${cure} pulumi stack init ${stack}`);
}

/** More than this is cut: the progress has it all. */
const MAX_SENTENCES = 10;
const MAX_LENGTH = 2_000;

function sentencesOf(problems: readonly string[], text: string): string | undefined {
  const errors = [...text.matchAll(/^error: (.*)$/gm)].map(([, sentence = ""]) => sentence);
  const all = unique([...problems, ...errors].map(firstLines).filter((sentence) => !EMPTY.test(sentence)));
  if (all.length === 0) return undefined;
  const first = all.slice(0, MAX_SENTENCES).join("; ");
  const left = all.length - MAX_SENTENCES;
  return shortened(left > 0 ? `${first}; and ${left} more` : first);
}

/** What the engine says beside the reason. */
const EMPTY = /^(preview|update|refresh) failed$/;

/** A sentence without the stack trace behind it. */
function firstLines(sentence: string): string {
  const [text = ""] = sentence.split(/\n\s+at /);
  return text.replace(/\s*\n\s*/g, " ").trim();
}

function withoutReason(text: string): string {
  const [, ended] = /\bCommand (failed with exit code \d+|was killed with \w+)/.exec(text) ?? [];
  return ended === undefined
    ? shortened(firstLines(text))
    : `the Pulumi engine ${ended} and gave no reason: run it again, and see its progress above`;
}

function unique(sentences: readonly string[]): string[] {
  return [...new Set(sentences)];
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
