/** What a push has to do: the folder here against the bucket's listing and what pushes before put there. */
import type { Manifest } from "../store/manifest";
import type { Stored } from "../store/store";

export interface Difference {
  /** Paths to upload, sorted: new or changed. */
  changed: string[];
  /** Of those, the ones that the bucket has not. */
  added: string[];
  /** Paths that a push put there and that are no more here. */
  removed: string[];
  unchanged: string[];
  /** Objects of the folder that no push put there and that are not here either: others', left alone. */
  others: string[];
}

/**
 * @param here MD5 in hex by path
 * @param there the listing; a key is the path below `folder/`
 * @param folder without an ending slash
 */
export function difference(
  here: ReadonlyMap<string, string>,
  there: readonly Stored[],
  folder: string,
  manifest: Pick<Manifest, "files"> | undefined,
): Difference {
  const files = new Map(Object.entries(manifest?.files ?? {}));
  const stored = new Map(there.map(({ key, tag }) => [key.slice(folder.length + 1), tag]));
  const same = (path: string, md5: string): boolean => {
    const tag = stored.get(path);
    const known = files.get(path);
    // A plain object's tag is its MD5. Any other is known by the tag that it had when a push put it there.
    return tag === md5 || (known !== undefined && known.tag === tag && known.md5 === md5);
  };
  const all = [...here].map(([path]) => path).sort();
  const changed = all.filter((path) => !same(path, here.get(path) as string));
  const going = new Set(changed);
  const gone = [...stored.keys()].filter((path) => path !== "" && !path.endsWith("/") && !here.has(path)).sort();
  return {
    changed,
    added: changed.filter((path) => !stored.has(path)),
    removed: gone.filter((path) => files.has(path)),
    unchanged: all.filter((path) => !going.has(path)),
    others: gone.filter((path) => !files.has(path)),
  };
}

/** Files that make a DAG, by their text: Airflow's own safe mode looks for the words, the rest is how a DAG is made. */
export const makesDag = (path: string, text: string): boolean =>
  path.endsWith(".py") &&
  /airflow/i.test(text) &&
  /^[^#\n]*(?:\bDAG\s*\(|@(?:\w+\.)*dag\b|\bDagFactory\b|\bload_yaml_dags\b)/m.test(text);
