import { ensurePythonPackage } from "./python-package.mjs";

/**
 * MiniStack, a local AWS; its Python is to be run with `-m ministack`.
 *
 * @param {Parameters<typeof ensurePythonPackage>[1]} options
 */
export function ensureMiniStack(options) {
  return ensurePythonPackage({ name: "ministack", title: "MiniStack" }, options);
}
