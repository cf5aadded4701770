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
export function sendLogoutNotices(provider: Provider, needs: NoticeNeeds): () => Promise<void> {
  const prototype = provider.Client.prototype as BackchannelClient;
  const post = new NoticePost(provider, needs, prototype.backchannelLogout);
  prototype.backchannelLogout = async function enqueue(this: Client, accountId, sid) {
    post.take({ clientId: this.clientId, accountId, sid });
  };
  return () => post.close();
}

/** Sends what it takes, and again what was not received. */
class NoticePost {
  readonly #provider: Provider;
  readonly #needs: NoticeNeeds;
  readonly #send: BackchannelClient['backchannelLogout'];
  readonly #waiting: Notice[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(provider: Provider, needs: NoticeNeeds, send: BackchannelClient['backchannelLogout']) {
    this.#provider = provider;
    this.#needs = needs;
    this.#send = send;
  }

  take(notice: Pick<Notice, 'clientId' | 'accountId' | 'sid'>): void {
    this.#waiting.push({ ...notice, failures: 0, dueAt: this.#needs.clock.now() });
    for (const late of this.#waiting.splice(0, Math.max(0, this.#waiting.length - MOST_WAITING))) this.#giveUp(late);
    this.#pump();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const late of this.#waiting.splice(AT_ONCE)) this.#giveUp(late);
    this.#pump();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #giveUp({ clientId: client, failures }: Notice): void {
    this.#needs.log.error({ client, failures }, 'back-channel logout was given up');
  }

  async #attempt(notice: Notice): Promise<void> {
    try {
      // Looked up anew: an application that was suspended or moved meanwhile is not sent anything, or sent it elsewhere.
      const client = await this.#provider.Client.find(notice.clientId);
      if (client?.backchannelLogoutUri) await this.#send.call(client as never, notice.accountId, notice.sid);
    } catch (error) {
      const failures = notice.failures + 1;
      const pause = PAUSES[notice.failures];
      this.#needs.log.warn({ client: notice.clientId, error: String(error), failures }, 'back-channel logout was not received');
      if (this.#closing || pause === undefined) this.#giveUp({ ...notice, failures });
      else this.#waiting.push({ ...notice, failures, dueAt: this.#needs.clock.now() + pause });
    }
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const now = this.#needs.clock.now();
    const due = this.#waiting.filter((notice) => this.#closing || notice.dueAt <= now).slice(0, AT_ONCE - this.#underWay.size);
    for (const notice of due) {
      this.#waiting.splice(this.#waiting.indexOf(notice), 1);
      const trying = this.#attempt(notice).finally(() => {
        this.#underWay.delete(trying);
        this.#pump();
      });
      this.#underWay.add(trying);
    }
    if (this.#waiting.length > 0 && !this.#closing) this.#timer = setTimeout(() => this.#pump(), LOOK).unref();
  }
}
