/** A stack's state, as the engine tells it to the program (pulumi/pkg/resource/deploy/builtins.go: readStackResourceOutputs). */
import { type Cloud, engineError } from "../hookedEngine";

export type State = Record<string, { type: string; outputs: Record<string, unknown> }>;

/** A cloud whose engine knows a state. */
export const knowing = (outputs: State | undefined): Cloud => ({
  call: ({ token, inputs }) => {
    if (token !== "pulumi:pulumi:readStackResourceOutputs") throw engineError(`nobody knows ${token}`);
    if (outputs === undefined) throw engineError("no backend");
    return { outputs, asked: inputs.stackName };
  },
});
export const environmentType = "aws:mwaa/environment:Environment";
