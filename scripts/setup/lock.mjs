import { randomBytes } from "node:crypto";
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { clearInterval, setInterval, setTimeout } from "node:timers";
import { endAll } from "./child.mjs";

const HEARTBEAT = 1000;
/** A holder not heard of for this long is taken for dead, even if a process has its number. */
const SILENCE = 30_000;
const POLL = 200;
/** Ended locks keep their name this long, so that none can be ended twice. */
const KEEP_ENDED = 600_000;

/**
 * Runs `work` while no other process holds the lock at `path`. A lock is a folder with its holder's name in it, made
 * aside and renamed into place: rename refuses a target that is not empty, so exactly one wins, and a lock is never
 * without a holder. A lock whose holder died is ended by renaming it to a name made from the holder's token; that
 * works once for each token, so two who take it over at once cannot end each other's new lock.
 *
 * @template T
 * @param {string} path
 * @param {{ onWait: (pid: number) => void }} options `onWait` is called once when another holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { onWait }, work) {
  const token = `${process.pid}-${randomBytes(6).toString("hex")}`;
  const prepared = `${path}.${token}`;
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, "holder.json"), JSON.stringify({ token, pid: process.pid, host: hostname() }));
  let held = false;
  const release = () => (held ? end(path, token) : rmSync(prepared, { recursive: true, force: true }));
  process.on("exit", release);
  try {
    await take(path, prepared, onWait);
    held = true;
    sweep(path);
    const heartbeat = setInterval(() => {
      if (read(path)?.token !== token) {
        console.error("another set-up took over while this one was stopped: run the same command again");
        void endAll(1);
        return;
      }
      touch(path);
    }, HEARTBEAT);
    try {
      return await work();
    } finally {
      clearInterval(heartbeat);
    }
  } finally {
    process.off("exit", release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} prepared
 * @param {(pid: number) => void} onWait
 */
async function take(path, prepared, onWait) {
  for (let waiting = false; ;) {
    try {
      renameSync(prepared, path);
      return;
    } catch (error) {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    }
    const holder = read(path);
    if (holder === undefined) continue;
    if (isDead(holder)) {
      end(path, holder.token);
      continue;
    }
    if (!waiting) onWait(holder.pid);
    waiting = true;
    touch(prepared);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/**
 * @param {string} path
 * @returns {{ token: string, pid: number, host: string, silence: number } | undefined} undefined when none holds it
 */
function read(path) {
  try {
    const holder = JSON.parse(readFileSync(join(path, "holder.json"), "utf8"));
    return { ...holder, silence: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {{ pid: number, host: string, silence: number }} holder */
function isDead({ pid, host, silence }) {
  if (silence > SILENCE) return true;
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/**
 * @param {string} path
 * @param {string} token
 */
function end(path, token) {
  try {
    renameSync(path, `${path}.${token}.ended`);
  } catch (error) {
    // gone already, or ended by another and held anew
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
  }
}

/** Removes what ended locks and killed waiters left long ago. @param {string} path */
function sweep(path) {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const age = Date.now() - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEEP_ENDED) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}
