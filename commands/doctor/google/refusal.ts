/** Google's words for "you may not" (https://cloud.google.com/apis/design/errors). */
import type { Refusal } from "../refusal";

/** Nothing is known here yet. */
export const googleRefusal: Refusal = () => undefined;
