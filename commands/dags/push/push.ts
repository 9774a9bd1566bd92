/** One push: lock, compare, upload, remove, remember; then Airflow. A push that ends anywhere in between is safe to repeat. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import { type Following, follow } from "./airflow/follow";
import { type Difference, difference } from "./files/difference";
import type { LocalFolder } from "./files/folder";
import type { Place } from "./place";
import { progressBar } from "./progress";
import type { Pushed } from "./show";
import { type Holder, holder, holds, lock, unlock } from "./store/lock";
import { type Manifest, readManifest, writeManifest } from "./store/manifest";
import type { Store } from "./store/store";
import { upload } from "./upload";

export interface Push {
  stack: string;
  place: Place;
  store: Store;
  local: LocalFolder;
  commit?: string;
  dryRun: boolean;
  removeOthers: boolean;
  takeLock?: string;
  waitSeconds: number;
  /** Seconds from the bucket to Airflow's own folder. Default: SETTLE_SECONDS. */
  settleSeconds?: number;
  signal: AbortSignal;
}

/** The program keeps an empty folder there by it (components/gke/stores/dagBucket.ts). */
const KEPT = ".keep";

/** Beside the folder, not in it: Airflow reads all that is in it. */
export const besideOf = (folder: string) => ({
  lock: `${folder}.push/lock.json`,
  manifest: `${folder}.push/manifest.json`,
});

export async function push(asked: Push): Promise<Pushed> {
  const { store, place, dryRun } = asked;
  const beside = besideOf(place.address.folder);
  if (dryRun) return { ...told(asked, (await compare(asked, beside.manifest)).found), dryRun };
  const mine = holder();
  await lock(store, beside.lock, mine, asked.takeLock);
  let done: { found: Difference; following: Following };
  try {
    done = await locked(asked, mine);
  } finally {
    await unlock(store, beside.lock, mine);
  }
  return { ...told(asked, done.found), ...(await done.following.end()) };
}

async function compare({ store, local, place, removeOthers }: Push, key: string) {
  const { folder } = place.address;
  const [there, manifest] = await Promise.all([store.list(`${folder}/`), readManifest(store, key)]);
  const listed = there.filter((one) => one.key !== `${folder}/${KEPT}`);
  const found = difference(local.files, listed, folder, manifest);
  if (removeOthers) {
    found.removed = [...found.removed, ...found.others].sort();
    found.others = [];
  }
  return { found, manifest, tags: new Map(listed.map(({ key: name, tag }) => [name.slice(folder.length + 1), tag])) };
}

/** What is done while the lock is held. */
async function locked(asked: Push, mine: Holder): Promise<{ found: Difference; following: Following }> {
  const { store, local, place, commit, signal } = asked;
  const { folder } = place.address;
  const beside = besideOf(folder);
  const { found, manifest, tags } = await compare(asked, beside.manifest);
  const { changed, added, removed } = found;
  const read = (path: string) => readFileSync(join(local.folder, path), "utf8");
  const following = await follow(asked, found, read);
  const written = (files: Manifest["files"]): Manifest => ({
    version: 1,
    by: `${mine.owner} on ${mine.host}`,
    at: mine.since,
    ...(commit !== undefined && { commit }),
    files,
  });
  // What is about to be new is a push's own from now on: if this one dies, the next knows what it may remove.
  const before = manifest?.files ?? {};
  if (added.length > 0) {
    const coming = Object.fromEntries(added.map((path) => [path, { md5: local.files.get(path) as string, tag: "" }]));
    await writeManifest(store, beside.manifest, written({ ...before, ...coming }));
  }
  const bar = await progressBar("uploaded", changed.length);
  const sent = await upload(changed, {
    store,
    to: folder,
    from: local.folder,
    dags: local.dags,
    signal,
    onProgress: bar.show,
  }).finally(bar.end);
  signal.throwIfAborted();
  if (changed.length > 0 || removed.length > 0) {
    if (!(await holds(store, beside.lock, mine)))
      throw new CommandError(
        "lock",
        "lost",
        EXIT.refused,
        `another push has taken the lock ${store.name}/${beside.lock} over: what went up stays, nothing was removed`,
        {
          fix: "push again when the other has ended",
        },
      );
    await store.remove(removed.map((path) => `${folder}/${path}`));
  }
  const files: Manifest["files"] = {};
  for (const [path, md5] of local.files) files[path] = sent.get(path) ?? { md5, tag: tags.get(path) as string };
  if (!sameFiles(files, before) || manifest?.commit !== commit)
    await writeManifest(store, beside.manifest, written(files));
  return { found, following };
}

function sameFiles(one: Manifest["files"], other: Manifest["files"]): boolean {
  const paths = Object.keys(one);
  return (
    paths.length === Object.keys(other).length &&
    paths.every((path) => one[path]?.md5 === other[path]?.md5 && one[path]?.tag === other[path]?.tag)
  );
}

const told = ({ stack, place, store, commit }: Push, found: Difference): Pushed => ({
  stack,
  address: `${store.name}/${place.address.folder}`,
  ...(commit !== undefined && { commit }),
  dryRun: false,
  added: found.added,
  changed: found.changed,
  removed: found.removed,
  unchanged: found.unchanged.length,
  others: found.others,
});
