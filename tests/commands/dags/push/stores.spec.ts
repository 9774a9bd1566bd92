/** Both clouds' buckets by the same tests, on real servers: moto's S3 and fake-gcs-server. */
import { createHash } from "node:crypto";
import { expect } from "chai";
import { type Holder, holder, holds, lock, unlock } from "../../../../commands/dags/push/store/lock";
import { readManifest, writeManifest } from "../../../../commands/dags/push/store/manifest";
import { addressOf, type Store } from "../../../../commands/dags/push/store/store";
import { type Buckets, buckets, errorOf, missing } from "./buckets";

const bytes = (text: string) => Buffer.from(text);
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

describe("buckets of push", function () {
  this.timeout(120_000); // the first start makes two Python environments
  let servers: Buckets;
  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    servers = await buckets();
  });
  after(() => servers?.stop());

  for (const kind of ["s3", "gs"] as const)
    describe(kind, () => {
      let store: Store;
      let run = 0;
      beforeEach(async () => {
        store = await servers.make(kind, `bucket-${kind}-${run++}`);
      });

      it("lists what was written, with the content's MD5 as the tag", async () => {
        const tags = ["a", "bb"].map(md5);
        expect(await store.write("dags/a.py", bytes("a"))).to.deep.equal({ tag: tags[0] });
        await store.write("dags/sub/b c+ü.py", bytes("bb"));
        await store.write("dags.push/x", bytes("x"));
        expect((await store.list("dags/")).sort((one, other) => (one.key < other.key ? -1 : 1))).to.deep.equal([
          { key: "dags/a.py", tag: tags[0] },
          { key: "dags/sub/b c+ü.py", tag: tags[1] },
        ]);
      });

      it("lists more than a page, and removes as many", async function () {
        this.timeout(60_000);
        const keys = Array.from({ length: 1001 }, (_, index) => `many/${index}.py`);
        for (let start = 0; start < keys.length; start += 50)
          await Promise.all(keys.slice(start, start + 50).map((key) => store.write(key, bytes("x"))));
        expect((await store.list("many/")).map(({ key }) => key).sort()).to.deep.equal([...keys].sort());
        await store.remove([...keys, "many/never-there"]);
        expect(await store.list("many/")).to.deep.equal([]);
      });

      it("writes on a condition, and says where it did not hold", async () => {
        expect(await store.write("k", bytes("1"), { absent: true })).to.not.equal("taken");
        expect(await store.write("k", bytes("2"), { absent: true })).to.equal("taken");
        const first = await store.read("k");
        expect(first?.text).to.equal("1");
        const version = first?.version as string;
        expect(await store.write("k", bytes("3"), { version })).to.not.equal("taken");
        expect(await store.write("k", bytes("4"), { version })).to.equal("taken");
        await store.remove(["k"]);
        expect(await store.write("k", bytes("5"), { version })).to.equal("taken");
        expect(await store.read("k")).to.equal(undefined);
      });

      it("keeps a manifest, and takes one that is broken for none", async () => {
        const manifest = { version: 1 as const, by: "a", at: "2026-01-01", files: { "a.py": { md5: "m", tag: "t" } } };
        expect(await readManifest(store, "m")).to.equal(undefined);
        await writeManifest(store, "m", manifest);
        expect(await readManifest(store, "m")).to.deep.equal(manifest);
        await store.write("m", bytes('{"version": 1'));
        expect(await readManifest(store, "m")).to.equal(undefined);
      });

      it("lets one of ten pushes at the same time have the lock", async () => {
        const all = Array.from({ length: 10 }, () => holder({}));
        const ends = await Promise.allSettled(all.map((one) => lock(store, "lock", one)));
        const won = all.filter((_, index) => ends[index]?.status === "fulfilled");
        expect(won).to.have.length(1);
        expect(await holds(store, "lock", won[0] as Holder)).to.equal(true);
        await unlock(store, "lock", all.find((one) => one !== won[0]) as Holder); // another's is left alone
        expect(await store.read("lock")).to.not.equal(undefined);
        await unlock(store, "lock", won[0] as Holder);
        expect(await store.read("lock")).to.equal(undefined);
      });

      it("tells a lock's owner and age, and is taken over by its id alone", async () => {
        const dead = { id: "0ld", owner: "ada", host: "laptop", pid: 7, since: "2026-01-01T10:00:00.000Z" };
        const mine = holder({}, new Date("2026-01-01T10:12:00Z"));
        await lock(store, "lock", dead);
        const refused = await errorOf(lock(store, "lock", mine));
        expect(refused.message).to.equal(
          `another push holds the lock ${store.name}/lock: ada on laptop (process 7), for 12 min`,
        );
        expect([refused.exitCode, refused.fix]).to.deep.equal([
          3,
          "wait for it; if it is dead, push again with --take-lock 0ld",
        ]);
        expect((await errorOf(lock(store, "lock", mine, "other"))).message).to.match(/; --take-lock names other$/);
        await lock(store, "lock", mine, "0ld");
        expect(await holds(store, "lock", mine)).to.equal(true);
        expect(await holds(store, "lock", dead)).to.equal(false);
      });

      it("names a process of this machine that is gone, and one lock that cannot be read", async () => {
        const here = holder({});
        await lock(store, "lock", { ...here, id: "x", pid: 2 ** 22 + 1 });
        expect((await errorOf(lock(store, "lock", here))).message).to.match(/\(process 4194305, which is gone\)/);
        await store.write("lock", bytes("no JSON"));
        expect((await errorOf(lock(store, "lock", here))).fix).to.match(/--take-lock unreadable$/);
        await lock(store, "lock", here, "unreadable");
      });

      it("takes its own lock for its own where the answer to the first try was lost", async () => {
        const mine = holder({});
        await lock(store, "lock", mine);
        await lock(store, "lock", mine);
      });
    });

  it("says that a bucket is not there", async () => {
    const { CloudStorageStore } = await import("../../../../commands/dags/push/store/cloudStorage");
    const { S3Store } = await import("../../../../commands/dags/push/store/s3");
    for (const store of [new S3Store("never-made", "us-east-1"), new CloudStorageStore("never-made")]) {
      const { code, message, exitCode } = await errorOf(store.list("dags/"));
      expect([code, message, exitCode]).to.deep.equal(["unknown-bucket", `there is no bucket ${store.name}`, 3]);
    }
  });

  it("reads an address", () => {
    expect(addressOf("s3://b/dags/team")).to.deep.equal({ kind: "s3", bucket: "b", folder: "dags/team" });
    expect(["s3://b", "s3://b/", "gs://b/dags/", "https://b/dags"].map(addressOf)).to.deep.equal(
      Array(4).fill(undefined),
    );
  });
});
