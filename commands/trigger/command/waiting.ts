/** Says who is being waited for, where an answer does not come at once. */
import type { StatusLine } from "../../line/terminal";

/** Seconds until the line is shown: a terminal is told soon, a log only of what is worth a line. */
const SOON = 1;
const LATE = 5;

export interface Waiting {
  /** For `limits.onWait`. */
  onWait(who: string | undefined): void;
  end(): void;
}

/** The line is removed when the answer is there. `seconds` is the clock, for tests. */
export function waiting(status: StatusLine, terminal: boolean, seconds = () => performance.now() / 1000): Waiting {
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let waitsFor = "";
  let shown = false;
  const show = () => {
    const passed = Math.floor(seconds() - since);
    if (passed < (terminal ? SOON : LATE)) return;
    const text = `waiting for ${waitsFor}`;
    shown = true;
    status.show(terminal ? `${text}, ${passed}s` : text, text);
  };
  const end = () => {
    clearInterval(timer);
    timer = undefined;
    if (shown) status.clear(); // a line of progress stays
    shown = false;
  };
  return {
    onWait(who) {
      if (who === undefined) return end();
      waitsFor = who;
      if (timer) return show();
      since = seconds();
      timer = setInterval(show, 500).unref();
    },
    end,
  };
}
