/**
 * An AWS Lambda that starts a run for each event, for instance of EventBridge. TRIGGER_TARGET is the stack's output `trigger`.
 * The event's own id is the run's id, so an event that AWS delivers twice starts one run.
 */
import { type DagRun, readTarget, triggerDag } from "../../commands/trigger/index";

interface Event {
  id: string;
  detail: { date_kr: string };
}

export async function handler(event: Event): Promise<DagRun> {
  const target = readTarget(process.env.TRIGGER_TARGET ?? "");
  return triggerDag(target, { dagId: "date_kr", runId: event.id, conf: event.detail });
}
