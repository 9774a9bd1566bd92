/**
 * A Cloud Function (HTTP) that starts a run with the posted JSON as its conf. TRIGGER_TARGET is the stack's output `trigger`. An
 * error is answered with who refused and what fixes it; it never holds a value of the conf.
 */
import { JsonText, readTarget, TriggerError, triggerDag } from "../../commands/trigger/index";

interface Request {
  /** What was posted, whatever its content type: `body` is parsed only where that says JSON, and else a Buffer or text. */
  rawBody?: Buffer;
}

interface Response {
  status(code: number): Response;
  json(data: unknown): void;
}

export async function startRun(request: Request, response: Response): Promise<void> {
  try {
    const target = readTarget(process.env.TRIGGER_TARGET ?? "");
    const conf = new JsonText(request.rawBody?.toString() ?? "");
    response.status(200).json(await triggerDag(target, { dagId: "date_kr", conf }));
  } catch (problem) {
    if (!(problem instanceof TriggerError)) throw problem;
    const { layer, code, message, fix, runId } = problem;
    const bad = code === "bad-conf" || layer === "usage";
    response.status(bad ? 400 : 502).json({ error: { layer, code, message, fix, runId } });
  }
}
