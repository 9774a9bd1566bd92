/** Versioned buckets: what lies in them, whoever put it there. */
import type { Properties } from "../wire";

export class Objects {
  /** `bucket/key` to its versions, the latest last. */
  readonly versions = new Map<string, string[]>();
  private count = 0;

  readonly is = (type: string): boolean => type === "aws:s3/bucketObjectv2:BucketObjectv2";

  /** Puts an object, over an existing one where there is one: S3 takes no offence. */
  put({ bucket, key }: Properties, id = ""): string {
    const path = `${bucket}/${key}`;
    const version = `${id.length}-${++this.count}`.padStart(32, "v");
    this.versions.set(path, [...(this.versions.get(path) ?? []), version]);
    return version;
  }

  /** Every version of the key goes, from before too: TPA s3/object.go, deleteAllObjectVersions. */
  remove({ bucket, key }: Properties): void {
    this.versions.delete(`${bucket}/${key}`);
  }

  /** Whether a bucket can be deleted; `force_destroy` empties it, whoever put the objects there (TPA s3/bucket.go). */
  empty(bucket: unknown, forced: boolean): boolean {
    const inside = [...this.versions.keys()].filter((path) => path.startsWith(`${bucket}/`));
    if (inside.length > 0 && !forced) return false;
    for (const path of inside) this.versions.delete(path);
    return true;
  }
}
