/** A bucket as push needs it, whichever cloud it is in. */

/** An object as a listing tells it. */
export interface Stored {
  key: string;
  /** Changes with the content: the ETag on S3, the MD5 in hex on Cloud Storage (or the generation where it has none). */
  tag: string;
}

/** A small object that was read. */
export interface Read {
  text: string;
  /** What a conditional write compares: the ETag on S3, the generation on Cloud Storage. */
  version: string;
}

/** What must hold for a write: nothing is there, or it is still that version. */
export type Condition = { absent: true } | { version: string };

export interface Store {
  /** `s3://BUCKET` or `gs://BUCKET`. */
  readonly name: string;
  list(prefix: string): Promise<Stored[]>;
  read(key: string): Promise<Read | undefined>;
  /** The tag of what was written and when, or "taken" where the condition did not hold. One request, never in parts. */
  write(key: string, body: Uint8Array, condition?: Condition): Promise<{ tag: string } | "taken">;
  /** What is not there counts as removed. */
  remove(keys: readonly string[]): Promise<void>;
}

/** Where DAGs go. */
export interface Address {
  kind: "s3" | "gs";
  bucket: string;
  /** Folder in the bucket, without slashes at its ends. */
  folder: string;
}

/** `s3://BUCKET/FOLDER` or `gs://BUCKET/FOLDER`, or undefined for any other text. */
export function addressOf(text: string): Address | undefined {
  const [, kind, bucket, folder] = /^(s3|gs):\/\/([^/\s]+)\/([^\s]*[^/\s])$/.exec(text) ?? [];
  return bucket && folder ? { kind: kind as Address["kind"], bucket, folder } : undefined;
}

/** The client of one cloud alone is loaded. `region` is that of an S3 bucket. */
export async function openStore({ kind, bucket }: Address, region: string | undefined): Promise<Store> {
  return kind === "s3"
    ? new (await import("./s3")).S3Store(bucket, region)
    : new (await import("./cloudStorage")).CloudStorageStore(bucket);
}
