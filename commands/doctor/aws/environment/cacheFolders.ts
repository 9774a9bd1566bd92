import { lookAt } from "../../check";
import { aws } from "../clients";
import { orNone } from "../errors";
import { bucketName } from "../planned";
import { environmentCheck, live } from "./ask";

/** Folders that somebody's `aws s3 sync` took along. */
const caches = ["__pycache__", ".ipynb_checkpoints", ".git", ".pytest_cache", ".venv", "node_modules"];

export const cacheFolders = environmentCheck({
  id: "mwaa.cache-folders",
  about: "the DAG folder in the bucket has no caches",
  permissions: ["airflow:GetEnvironment", "s3:ListBucket"],
  why: "every container copies them every few seconds, and the DAG processor looks into each",
  source: "https://github.com/awslabs/aws-support-tools/pull/246",
  page: "docs/uploads.md",
  applies: (world) => world.made("aws:mwaa/environment:Environment").length > 0 && bucketName(world) !== undefined,
  run: async (world) => {
    const folder = String((await live(world))?.DagS3Path ?? "");
    if (folder === "") return [];
    const bucket = bucketName(world) as string;
    const s3 = await aws(world, "s3");
    const seen = new Map<string, number>();
    const prefix = `${folder.replace(/\/$/, "")}/`;
    for (let token: string | undefined, pages = 0; pages < 5; pages++) {
      const page = await orNone(s3.listObjectsV2({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
      for (const { Key = "" } of page?.Contents ?? []) {
        const steps = Key.split("/");
        const at = steps.findIndex((step) => caches.includes(step));
        if (at >= 0) {
          const path = `${steps.slice(0, at + 1).join("/")}/`;
          seen.set(path, (seen.get(path) ?? 0) + 1);
        }
      }
      token = page?.NextContinuationToken;
      if (token === undefined) break;
    }
    return [...seen].map(([path, files]) =>
      lookAt(`s3://${bucket}/${path}`, `is a cache of ${files} files`, `aws s3 rm --recursive s3://${bucket}/${path}`),
    );
  },
});
