/** Sends files, several at a time: modules before the DAGs that import them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pLimit from "p-limit";
import { md5Of } from "./files/folder";
import type { Entry } from "./store/manifest";
import type { Store } from "./store/store";

const AT_A_TIME = 16;

export interface UploadOptions {
  store: Store;
  /** In the bucket. */
  to: string;
  /** On this machine. */
  from: string;
  /** Paths that make a DAG: they go last, so that no parse finds a DAG without what it imports. */
  dags: ReadonlySet<string>;
  signal: AbortSignal;
  onProgress(done: number): void;
}

/** What was sent, by path. A file that changes meanwhile is sent as it is then, and known as that. */
export async function upload(paths: readonly string[], options: UploadOptions): Promise<Map<string, Entry>> {
  const { store, to, from, dags, signal, onProgress } = options;
  const sent = new Map<string, Entry>();
  const one = async (path: string): Promise<void> => {
    signal.throwIfAborted();
    const bytes = readFileSync(join(from, path));
    const written = await store.write(`${to}/${path}`, bytes);
    sent.set(path, { md5: md5Of(bytes), tag: written === "taken" ? "" : written.tag });
    onProgress(sent.size);
  };
  for (const part of [paths.filter((path) => !dags.has(path)), paths.filter((path) => dags.has(path))]) {
    const limit = pLimit(AT_A_TIME);
    const done = await Promise.allSettled(part.map((path) => limit(() => one(path))));
    const failed = done.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }
  return sent;
}
