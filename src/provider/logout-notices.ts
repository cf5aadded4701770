// Tells applications that a session ended (OIDC Back-Channel Logout 1.0): at once, but beside the person's answer, and
// again for a while where one does not hear. Notices are kept in memory: a process that stops tries once more, and says
// in the log what was not heard.
import type { Client, Provider } from 'oidc-provider';
import type { Clock } from '../kernel/clock.ts';
import { minutes, seconds } from '../kernel/duration.ts';
import type { ProtocolLog } from './events.ts';

/** What it needs. */
export interface NoticeNeeds {
  readonly clock: Clock;
  readonly log: ProtocolLog;
}

/** The library's client can send logout tokens; its types do not say so. */
export type BackchannelClient = Client & { backchannelLogout(accountId: string, sid: string): Promise<void> };

interface Notice {
  readonly clientId: string;
  readonly accountId: string;
  readonly sid: string;
  readonly failures: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** After each failure, how long until the next try, in milliseconds; then it is given up. */
const PAUSES = [seconds(2), seconds(10), minutes(1), minutes(5)];
/** How often the clock is looked at while something waits, in milliseconds. */
const LOOK = seconds(0.5);
/** Requests at once, and notices that may wait: an application that is down must not fill our memory. */
const AT_ONCE = 20;
const MOST_WAITING = 1000;

/** From now on each logout token of this provider is sent by itself. Returns a function that ends it, with a last try. */
export function sendLogoutNotices(provider: Provider, { clock, log }: NoticeNeeds): () => Promise<void> {
  const prototype = provider.Client.prototype as BackchannelClient;
  const send = prototype.backchannelLogout;
  const waiting: Notice[] = [];
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closing = false;

  const giveUp = ({ clientId: client, failures }: Notice) => log.error({ client, failures }, 'back-channel logout was given up');

  async function attempt(notice: Notice): Promise<void> {
    try {
      // Looked up anew: an application that was suspended or moved meanwhile is not sent anything, or sent it elsewhere.
      const client = await provider.Client.find(notice.clientId);
      if (client?.backchannelLogoutUri) await send.call(client, notice.accountId, notice.sid);
    } catch (error) {
      const failures = notice.failures + 1;
      const pause = PAUSES[notice.failures];
      log.warn({ client: notice.clientId, error: String(error), failures }, 'back-channel logout was not received');
      if (closing || pause === undefined) giveUp({ ...notice, failures });
      else waiting.push({ ...notice, failures, dueAt: clock.now() + pause });
    }
  }

  function pump(): void {
    clearTimeout(timer);
    const now = clock.now();
    const due = waiting.filter((notice) => closing || notice.dueAt <= now).slice(0, AT_ONCE - underWay.size);
    for (const notice of due) {
      waiting.splice(waiting.indexOf(notice), 1);
      const trying = attempt(notice).finally(() => {
        underWay.delete(trying);
        pump();
      });
      underWay.add(trying);
    }
    if (waiting.length > 0 && !closing) timer = setTimeout(pump, LOOK).unref();
  }

  prototype.backchannelLogout = async function enqueue(this: Client, accountId, sid) {
    waiting.push({ clientId: this.clientId, accountId, sid, failures: 0, dueAt: clock.now() });
    waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING)).forEach(giveUp);
    pump();
  };
  return async () => {
    closing = true;
    waiting.splice(AT_ONCE).forEach(giveUp);
    pump();
    while (underWay.size > 0) await Promise.all(underWay);
  };
}
