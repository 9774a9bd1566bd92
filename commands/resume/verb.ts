import { defineVerb } from "../verb";

export const verb = defineVerb({
  name: "resume",
  about: "after an `up`, `destroy` or sleep that died: find what it made, and put it into the state",
  options: {
    stack: { value: "NAME", about: "the stack (default: dev)" },
    yes: { about: "write without asking, for CI" },
    takeLock: { about: "also where the lock is of another machine; see first that nothing runs there" },
    noWait: { about: "do not wait for what is still being made or deleted" },
  },
  notes:
    "Changes nothing in a cloud. Needs the credentials that `pulumi up` has, and on AWS tag:GetResources. Says what carries the stack's tags and is in no state.",
  run: async (args) => (await import("./main")).resume(args),
});
