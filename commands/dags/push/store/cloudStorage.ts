/** A bucket of Google Cloud Storage, with the caller's Application Default Credentials. */
import { type ApiError, type Bucket, IdempotencyStrategy, Storage } from "@google-cloud/storage";
import pLimit from "p-limit";
import { CommandError } from "../../../line/errors";
import { EXIT } from "../../../line/exitCodes";
import type { Condition, Read, Store, Stored } from "./store";

const AT_A_TIME = 16;

interface Metadata {
  md5Hash?: string;
  generation?: string | number;
}

/** Composed objects have no MD5 (https://docs.cloud.google.com/storage/docs/data-validation): their generation stands for it. */
const tagOf = ({ md5Hash, generation }: Metadata): string =>
  md5Hash ? Buffer.from(md5Hash, "base64").toString("hex") : `generation ${generation}`;

export class CloudStorageStore implements Store {
  readonly name: string;
  private readonly bucket: Bucket;

  constructor(bucket: string) {
    this.name = `gs://${bucket}`;
    // gcloud's own variable for a private endpoint (https://docs.cloud.google.com/sdk/docs/properties, api_endpoint_overrides/storage).
    const endpoint = process.env.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE;
    const storage = new Storage({
      ...(endpoint && {
        apiEndpoint: new URL(endpoint).origin,
        useAuthWithCustomEndpoint: endpoint.startsWith("https:"),
      }),
      // All that is written here may be written twice: a condition that then fails is looked into by its caller.
      retryOptions: { idempotencyStrategy: IdempotencyStrategy.RetryAlways },
    });
    this.bucket = storage.bucket(bucket);
  }

  list(prefix: string): Promise<Stored[]> {
    return this.told("storage.objects.list", async () => {
      const fields = "items(name,md5Hash,generation),nextPageToken";
      const [found] = await this.bucket.getFiles({ prefix, fields });
      // Where fields are named, the library gives the plain metadata and makes no File of it (bucket.js, getFilesStream).
      return (found as unknown as (Metadata & { name: string })[]).map((one) => ({ key: one.name, tag: tagOf(one) }));
    });
  }

  read(key: string): Promise<Read | undefined> {
    return this.told("storage.objects.get", async () => {
      const file = this.bucket.file(key);
      try {
        // The version first: where another writes between the two, the conditional write is refused.
        const [{ generation }] = await file.getMetadata();
        return { version: String(generation), text: String((await file.download())[0]) };
      } catch (problem) {
        if ((problem as ApiError).code === 404 && !/bucket/i.test((problem as ApiError).message)) return undefined;
        throw problem;
      }
    });
  }

  write(key: string, body: Uint8Array, condition?: Condition): Promise<{ tag: string } | "taken"> {
    // https://docs.cloud.google.com/storage/docs/request-preconditions: generation 0 is "there is none".
    const only =
      condition === undefined
        ? {}
        : { preconditionOpts: { ifGenerationMatch: "absent" in condition ? 0 : condition.version } };
    return this.told("storage.objects.create", async () => {
      const file = this.bucket.file(key);
      try {
        await file.save(Buffer.from(body), { resumable: false, ...only });
        return { tag: tagOf(file.metadata as Metadata) };
      } catch (problem) {
        if (condition && (problem as ApiError).code === 412) return "taken";
        throw problem;
      }
    });
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.told("storage.objects.delete", async () => {
      const limit = pLimit(AT_A_TIME);
      await limit.map(keys, (key) => this.bucket.file(key).delete({ ignoreNotFound: true }));
    });
  }

  private async told<T>(permission: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (problem) {
      throw this.refusal(permission, problem as ApiError);
    }
  }

  private refusal(permission: string, problem: ApiError & { code?: number | string }): Error {
    const { code } = problem;
    const said = problem.message.split("\n")[0]?.slice(0, 300);
    const told = (kind: string, exit: (typeof EXIT)[keyof typeof EXIT], text: string, fix: string) =>
      new CommandError("gcs", kind, exit, text, { fix, cause: problem });
    if (code === 401 || /default credentials|invalid_grant|reauth/i.test(problem.message))
      return told(
        "no-credentials",
        EXIT.refused,
        `no usable Google credentials (${said})`,
        "run `gcloud auth application-default login`, or run where a service account is attached; no key file is needed",
      );
    if (code === 403)
      return told(
        "not-allowed",
        EXIT.refused,
        `Google does not let you do ${permission} in ${this.name}: ${said}`,
        'grant yourself roles/storage.objectUser on the bucket (docs/daily.md, "Who may push")',
      );
    if (code === 404)
      return told(
        "unknown-bucket",
        EXIT.refused,
        `there is no bucket ${this.name}`,
        "check the stack with `pulumi stack output`, then run `pulumi refresh`",
      );
    if (typeof code === "number")
      return told(
        "rejected",
        EXIT.refused,
        `Cloud Storage refused ${permission} in ${this.name} (${code}): ${said}`,
        "see the message",
      );
    if (problem instanceof TypeError) return problem; // a fault of this program
    return told(
      "not-reachable",
      EXIT.notReachable,
      `Cloud Storage could not be reached for ${this.name} (${said})`,
      "check this machine's network, then push again: what went up is not sent twice",
    );
  }
}
