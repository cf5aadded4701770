import { senderWarning } from '../domain/administration/many-at-once.ts';
import type { CheckSender, SenderReport } from '../domain/sender/ports.ts';
import { days } from '../kernel/duration.ts';
import type { Log } from '../web/request-log.ts';

/** What it needs. `check` is undefined where no mail leaves the machine: then there is nothing to look at. */
export interface SenderWatchNeeds {
  readonly check: CheckSender | undefined;
  readonly log: Log;
  /** Is told what was found, where somebody counts it. */
  readonly checked: ((report: SenderReport) => void) | undefined;
}

/** What looks whether who receives our mail can see that it is ours (R9.1). */
export interface SenderWatch {
  /** Looks at once, and waits for what came of it. */
  look(): Promise<void>;
  /** Looks no more. */
  close(): void;
}

/** Looks at the start, which does not wait for it, and every day; a line in the log says what does not pass. */
export function watchSender({ check, log, checked }: SenderWatchNeeds): SenderWatch {
  let stopped = false;
  const look = async () => {
    if (!check) return;
    const report = await check();
    checked?.(report);
    const warning = senderWarning(report);
    const fields = { domain: report.domain, findings: report.findings };
    if (warning !== undefined && !stopped) log.warn(fields, `${warning} See \`mail check\``);
  };
  const timer = check && setInterval(() => void look(), days(1)).unref();
  void look();
  return {
    look,
    close: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
