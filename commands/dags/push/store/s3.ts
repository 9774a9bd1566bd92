/** A bucket of Amazon S3, with the caller's own credentials by the SDK's chain. */
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ServiceException,
} from "@aws-sdk/client-s3";
import { CommandError } from "../../../line/errors";
import { EXIT } from "../../../line/exitCodes";
import type { Condition, Read, Store, Stored } from "./store";

/** DeleteObjects takes no more (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html). */
const MOST_DELETED = 1000;

const plain = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");

export class S3Store implements Store {
  readonly name: string;
  private readonly client: S3Client;

  constructor(
    private readonly bucket: string,
    region: string | undefined,
  ) {
    this.name = `s3://${bucket}`;
    // A word of the SDK's about its own future, at every push on Node 20.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    this.client = new S3Client({ ...(region && { region }) });
  }

  list(prefix: string): Promise<Stored[]> {
    return this.told("s3:ListBucket", async () => {
      const found: Stored[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: this.client },
        { Bucket: this.bucket, Prefix: prefix },
      ))
        for (const { Key, ETag } of Contents) if (Key !== undefined) found.push({ key: Key, tag: plain(ETag) });
      return found;
    });
  }

  read(key: string): Promise<Read | undefined> {
    return this.told("s3:GetObject", async () => {
      try {
        const { Body, ETag } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
        return { text: (await Body?.transformToString()) ?? "", version: plain(ETag) };
      } catch (problem) {
        if ((problem as S3ServiceException).name === "NoSuchKey") return undefined;
        throw problem;
      }
    });
  }

  write(key: string, body: Uint8Array, condition?: Condition): Promise<{ tag: string } | "taken"> {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    const only =
      condition === undefined
        ? {}
        : "absent" in condition
          ? { IfNoneMatch: "*" }
          : { IfMatch: `"${condition.version}"` };
    return this.told("s3:PutObject", async () => {
      try {
        const put = new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ...only });
        return { tag: plain((await this.client.send(put)).ETag) };
      } catch (problem) {
        const status = (problem as S3ServiceException).$metadata?.httpStatusCode;
        // 409: another write of the same key is under way; 404: what was to be replaced is gone.
        if (condition && (status === 412 || status === 409 || ("version" in condition && status === 404)))
          return "taken";
        throw problem;
      }
    });
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.told("s3:DeleteObject", async () => {
      for (let start = 0; start < keys.length; start += MOST_DELETED) {
        const Objects = keys.slice(start, start + MOST_DELETED).map((Key) => ({ Key }));
        const { Errors = [] } = await this.client.send(
          new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } }),
        );
        const [first] = Errors;
        if (first) throw Object.assign(new Error(first.Message), { name: first.Code ?? "Error" });
      }
    });
  }

  private async told<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (problem) {
      throw this.refusal(action, problem as Partial<S3ServiceException> & Error);
    }
  }

  private refusal(action: string, problem: Partial<S3ServiceException> & Error): Error {
    const { name, message, $metadata, cause } = problem;
    const told = (code: string, exit: (typeof EXIT)[keyof typeof EXIT], text: string, fix: string) =>
      new CommandError("s3", code, exit, text, { fix, cause: cause ?? problem });
    if (/Credentials|TokenProvider|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch/.test(name))
      return told(
        "no-credentials",
        EXIT.refused,
        `AWS does not know you (${name}: ${message})`,
        "run `aws sso login` or `aws configure`, set AWS_PROFILE, or run where a role is attached",
      );
    if (name === "NoSuchBucket")
      return told(
        "unknown-bucket",
        EXIT.refused,
        `there is no bucket ${this.name}`,
        "check which account `aws sts get-caller-identity` shows, then run `pulumi refresh`",
      );
    if ($metadata?.httpStatusCode === 403 || name === "AccessDenied")
      return told(
        "not-allowed",
        EXIT.refused,
        `AWS does not let you do ${action} in ${this.name} (${name})`,
        'grant your role what docs/daily.md lists under "Who may push"',
      );
    if ($metadata?.httpStatusCode !== undefined)
      return told(
        "rejected",
        EXIT.refused,
        `S3 refused ${action} in ${this.name}: ${name}: ${message}`,
        "see the message",
      );
    if (problem instanceof TypeError) return problem; // a fault of this program
    return told(
      "not-reachable",
      EXIT.notReachable,
      `S3 could not be reached for ${this.name} (${name}: ${message})`,
      "check this machine's network and AWS_ENDPOINT_URL_S3, then push again: what went up is not sent twice",
    );
  }
}
