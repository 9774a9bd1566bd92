import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "doctor",
  about: "say what would fail at `pulumi up`, and after it what is wrong; it changes nothing",
  options: {
    ...common,
    only: { value: "WORD", about: "run only the checks whose id has this word: aws, mwaa, quota" },
    all: { about: "also list what is fine" },
  },
  notes:
    "Before the first `up` it looks at what the plan would make and adopt, afterwards at what is there. Every call reads. " +
    "Exit code 1: something is broken or will break; 3: nothing is known to be, but not everything could be looked at. " +
    "docs/doctor.md has every check, and the permissions that they need.",
  run: async (args) => (await import("./main")).doctor(args),
});
