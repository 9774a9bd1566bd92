/** The hook that every Google resource has: another try while Google is late, a hint where an error does not say what to do. */
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { fresh, onHookedEngine } from "../hookedEngine";

describe("on an engine, while Google is late", () => {
  const late = "SERVICE_DISABLED";
  type Transform = (args: object) => Promise<{ opts: { hooks: pulumi.ResourceHookBinding } } | undefined>;
  const retrying = () => {
    const { retryWhileGoogleIsLate } = fresh<typeof import("../../../components/gcp/lateGoogle")>("gcp/lateGoogle.ts");
    return { again: retryWhileGoogleIsLate, transform: retryWhileGoogleIsLate()[0] as unknown as Transform };
  };

  it("gives every Google resource one hook, beside its own", () =>
    onHookedEngine({}, async ({ names }) => {
      const { again, transform } = retrying();
      expect(again()).to.have.length(1);
      expect(names()).to.deep.equal(["google-is-late"]);
      expect(await transform({ type: "aws:s3/bucket:Bucket", props: {}, opts: {} })).to.equal(undefined);
      expect(await transform({ type: "kubernetes:gcp:X", props: {}, opts: {} })).to.equal(undefined);
      const plain = await transform({ type: "gcp:dns/a:A", props: { a: 1 }, opts: { protect: true } });
      const [hook] = plain?.opts.hooks.onError ?? [];
      expect(plain).to.deep.equal({ props: { a: 1 }, opts: { protect: true, hooks: { onError: [hook] } } });
      expect(hook?.name).to.equal("google-is-late");
      const own = await transform({
        type: "gcp:dns/a:A",
        props: {},
        opts: { hooks: { onError: [1], afterCreate: [2] } },
      });
      expect(own?.opts.hooks).to.deep.equal({ onError: [1, hook], afterCreate: [2] });
    }));

  it("tries again and says so, until Ctrl-C", () =>
    onHookedEngine({}, async ({ hook, told }) => {
      retrying();
      const again = hook("google-is-late", { errors: [late] });
      const stop = setTimeout(() => process.emit("SIGTERM"), 50);
      expect(await again).to.equal(false);
      clearTimeout(stop);
      expect(told).to.deep.equal([
        "info: Google does not know of a change that was just made yet; trying again in 2 s.",
      ]);
    }));

  it("does not try again after another error, and gives the hint that there is", () =>
    onHookedEngine({}, async ({ hook, told }) => {
      retrying();
      for (const errors of [["another"], [late, "another"], []])
        expect(await hook("google-is-late", { errors })).to.equal(false);
      expect(told).to.deep.equal([]);
      expect(await hook("google-is-late", { errors: ["GCE_STOCKOUT"] })).to.equal(false);
      expect(told).to.have.length(1);
      expect(told[0]).to.match(/^warning: The zone has no machine of that kind now\./);
    }));
});
