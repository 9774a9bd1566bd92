/** What the pushes before put there: one object beside the DAG folder. */
import type { Store } from "./store";

/** What was put under a path, and what the bucket called it. */
export interface Entry {
  /** MD5 of the content, in hex: a bucket that encrypts with a KMS key has an ETag that is none. */
  md5: string;
  /** The listing's tag right after the upload; another one means that somebody else wrote there since. */
  tag: string;
}

export interface Manifest {
  version: 1;
  /** The push that wrote it. */
  by: string;
  /** ISO 8601. */
  at: string;
  /** The commit that was pushed, with "+" where files differed from it; undefined outside git. */
  commit?: string;
  /** By path in the DAG folder. A path that is here is a push's own, and may be removed by the next. */
  files: Record<string, Entry>;
}

/** The manifest; nothing where no push was there before, or where it cannot be read: the next writes it anew. */
export async function readManifest(store: Store, key: string): Promise<Manifest | undefined> {
  const found = await store.read(key);
  if (found === undefined) return undefined;
  try {
    const manifest = JSON.parse(found.text) as Manifest;
    return manifest.version === 1 && typeof manifest.files === "object" && manifest.files !== null
      ? manifest
      : undefined;
  } catch {
    return undefined;
  }
}

export async function writeManifest(store: Store, key: string, manifest: Manifest): Promise<void> {
  await store.write(key, Buffer.from(`${JSON.stringify(manifest)}\n`));
}
