/** `npm run bench -- push`: a push of 2,000 files with one changed, against the SDK's own listing of that bucket in the same run. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pLimit from "p-limit";
import type { Store } from "../commands/dags/push/store/store";
import { buckets, fakePulumi } from "../tests/commands/dags/push/buckets";
import { type Bound, type Command, compareCpu, type Measured, withinBounds } from "./cpu";

const cache = resolve(".cache/bench/push");
const FILES = 2_000;

/** What a user of the SDK alone would write to see the whole bucket. */
const listing: Record<"s3" | "gs", (bucket: string) => string> = {
  s3: (bucket) => `const { S3Client, paginateListObjectsV2 } = require("@aws-sdk/client-s3");
    (async () => {
      let found = 0;
      const client = new S3Client({ region: "us-east-1" });
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: "${bucket}" })) found += Contents.length;
      if (found < ${FILES}) throw new Error("only " + found);
      process.exit();
    })();`,
  gs: (bucket) => `const { Storage } = require("@google-cloud/storage");
    new Storage({ apiEndpoint: new URL(process.env.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE).origin }).bucket("${bucket}").getFiles().then(([found]) => {
      if (found.length < ${FILES}) throw new Error("only " + found.length);
      process.exit();
    });`,
};

/** Changes one file, then pushes as the command line does: each round has exactly one upload. */
function pushing(kind: string, path: string): Command {
  const args = ["--config", join(cache, kind, "Pulumi.bench.yaml"), "--dags", join(cache, "dags")];
  return [
    [],
    `require("node:fs").writeFileSync(${JSON.stringify(join(cache, "dags", "dag_7.py"))}, "x = " + process.hrtime.bigint() + "\\n");
     process.env.PATH = ${JSON.stringify(path)} + ":" + process.env.PATH;
     process.argv.splice(1, 0, "commands/cli.cjs", "dags", "push", "--no-check", "--wait", "0", "--json", ...${JSON.stringify(args)});
     require("./commands/cli.cjs");`,
  ];
}

async function filled(store: Store): Promise<void> {
  const limit = pLimit(32);
  await limit.map(
    Array.from({ length: FILES }, (_, index) => index),
    (index) => store.write(`dags/dag_${index}.py`, Buffer.from(`x = ${index}\n`)),
  );
}

/** Whether the last push sent one file. */
async function one(store: Store, before: Map<string, string>): Promise<number> {
  return (await store.list("dags/")).filter(({ key, tag }) => before.get(key) !== tag).length;
}

export async function benchPush(rounds: number): Promise<boolean> {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(join(cache, "dags"), { recursive: true });
  for (let index = 0; index < FILES; index++) writeFileSync(join(cache, "dags", `dag_${index}.py`), `x = ${index}\n`);
  const servers = await buckets();
  const measures: Record<string, Measured> = {};
  const bounds: Bound[] = [];
  try {
    for (const [kind, platform, trigger] of [
      ["s3", "mwaa", { kind: "mwaa", region: "us-east-1", environment: "bench" }],
      ["gs", "gke", { kind: "iap", url: "https://airflow.example.com" }],
    ] as const) {
      const bucket = `bench-${kind}`;
      const store = await servers.make(kind, bucket);
      await filled(store);
      mkdirSync(join(cache, kind));
      writeFileSync(
        join(cache, kind, "Pulumi.bench.yaml"),
        `config:\n  airflow:platform: ${platform}\n  airflow:dags: external\n`,
      );
      const pulumi = fakePulumi({ dagsFolder: `${kind}://${bucket}/dags`, trigger });
      const list = `the SDK's listing of 2,000 objects, ${kind}`;
      const push = `dags push, 2,000 files, one changed, ${kind}`;
      const measured = compareCpu(
        { [list]: [[], listing[kind](bucket)] as Command, [push]: pushing(kind, pulumi.folder) },
        rounds,
      );
      const before = new Map((await store.list("dags/")).map(({ key, tag }) => [key, tag]));
      compareCpu({ once: pushing(kind, pulumi.folder) }, 1, false);
      pulumi.remove();
      Object.assign(measures, measured);
      bounds.push([
        `CPU of the push / of the listing, ${kind}`,
        (measured[push] as Measured).median / (measured[list] as Measured).median,
        1.5,
      ]);
      bounds.push([`files sent by one more push, ${kind}`, await one(store, before), 1]);
    }
  } finally {
    servers.stop();
  }
  return withinBounds(measures, bounds);
}
