/** SdkAppIds are 32-bit numbers. */
const MAX_SDK_APP_ID = 4_294_967_295;
/** Printable ASCII; a space or `%` says that the key is encoded when it should not be, or the other way round. */
const TASK_ID = /^[!-$&-.0-~]+$/;

/** What is wrong with the folders around a task's files, if anything is. */
export function folderProblem(folders: readonly string[], taskId: string): string | undefined {
  if (folders.includes("")) return "a folder without a name";
  if (TASK_ID.test(taskId)) return undefined;
  return "a task id with a space, % or no ASCII text at all: is encoded right for where the key comes from";
}

/** What is wrong with the digits of an SdkAppId, if anything is. */
export function sdkAppIdProblem(digits: string): string | undefined {
  return Number(digits) > MAX_SDK_APP_ID ? `an SdkAppId above ${MAX_SDK_APP_ID}` : undefined;
}

/** `20250106143143` or, with milliseconds, `20250106143143825` as ISO 8601; undefined for a day or an hour that does not exist. */
export function timeOf(stamp: string): string | undefined {
  const time = stamp.replace(/^(....)(..)(..)(..)(..)(..)(?:(...))?$/, (_all, ...parts: string[]) => {
    const [year, month, day, hour, minute, second, milliseconds] = parts;
    const fraction = milliseconds === undefined ? "" : `.${milliseconds}`;
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`;
  });
  const date = new Date(time);
  // 30 February is read as 2 March
  return Number.isNaN(date.getTime()) || stampOf(date.toISOString()).slice(0, stamp.length) !== stamp
    ? undefined
    : time;
}

/** `2025-01-06T14:31:43Z` as a file name has it: the digits. */
export function stampOf(time: string): string {
  return time.replace(/[-:.TZ]/g, "");
}

/** Where a key reads otherwise than it was meant: a `/` in one part makes two of it. */
export function firstDifference(
  fields: readonly string[],
  { meant, read }: { meant: object; read: object },
): string | undefined {
  const wanted = new Map<string, unknown>(Object.entries(meant));
  const found = new Map<string, unknown>(Object.entries(read));
  const field = fields.find((name) => JSON.stringify(wanted.get(name)) !== JSON.stringify(found.get(name)));
  if (field === undefined) return undefined;
  return `${field} would be read as ${found.has(field) ? JSON.stringify(found.get(field)) : "nothing"}`;
}
