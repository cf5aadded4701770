import type { AuditRecord } from '../domain/audit/events.ts';
import type { Report } from '../domain/mail/states.ts';
import type { Ports, Store } from '../domain/ports.ts';
import type { Watching } from './watching.ts';

type Told = Pick<Watching, 'audited' | 'reported'>;

/** A store that tells what it has written: at the end of a transaction, and nothing of one that was rolled back or begun anew. */
export function watchedStore(store: Store, watching: Told): Store {
  return {
    ...store,
    ports: watchedPorts(store.ports, watching),
    work: async (step) => {
      let held = holding();
      const result = await store.work((ports) => {
        held = holding();
        return step(watchedPorts(ports, held));
      });
      held.tell(watching);
      return result;
    },
    together: async (step) => {
      const held = holding();
      const result = await store.together((ports) => step(watchedPorts(ports, held)));
      held.tell(watching);
      return result;
    },
  };
}

/** Holds what it is told until it is known to be true. */
function holding(): Told & { tell(watching: Told): void } {
  const rows: AuditRecord[] = [];
  const reports: Report['kind'][] = [];
  return {
    audited: (more) => void rows.push(...more),
    reported: (kind) => void reports.push(kind),
    tell: ({ audited, reported }) => {
      audited(rows);
      for (const kind of reports) reported(kind);
    },
  };
}

/** What is asked for is asked at once, before anything is waited for: some of it is sent together with other things. */
function watchedPorts(ports: Ports, { audited, reported }: Told): Ports {
  const { audit, outbox } = ports;
  return {
    ...ports,
    audit: {
      ...audit,
      record: async (row) => {
        await audit.record(row);
        audited([row]);
      },
      recordAll: async (rows) => {
        await audit.recordAll(rows);
        audited(rows);
      },
    },
    outbox: {
      ...outbox,
      report: async (id, report, now) => {
        const isNews = await outbox.report(id, report, now);
        if (isNews) reported(report.kind);
        return isNews;
      },
    },
  };
}
