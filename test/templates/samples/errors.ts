import type { ErrorKind, PageModels } from '../../../src/views/models.ts';
import { SAMPLE_TIME, type Samples } from './sample.ts';

const error = (kind: ErrorKind, more: Partial<PageModels['error/error']> = {}): PageModels['error/error'] => ({
  kind,
  at: SAMPLE_TIME,
  reference: 'R-7F3K-9QXM',
  onwardHref: '/voorbeeld',
  ...more,
});

const errors: Readonly<Record<ErrorKind, PageModels['error/error']>> = {
  expired: error('expired'),
  cookies: error('cookies', { host: 'login.example' }),
  client: error('client', {
    appName: 'Toetsomgeving',
    technical: 'invalid_redirect_uri: redirect_uri did not match any of the registered',
  }),
  denied: error('denied', { appName: 'Toetsomgeving', username: 'J.deBoer' }),
  many: error('many', { minutes: 15 }),
  busy: error('busy'),
  'not-found': error('not-found'),
  'bad-request': error('bad-request'),
  'foreign-form': error('foreign-form'),
  method: error('method'),
  'too-large': error('too-large'),
  unexpected: error('unexpected'),
};

/** The error page, for everything that can happen. */
export const errorSamples: Pick<Samples, 'error/error'> = {
  'error/error': {
    plain: { kind: 'unexpected', at: SAMPLE_TIME, onwardHref: '/' },
    ...errors,
    'client unknown': error('client'),
    'denied by an unknown app': error('denied'),
    'one minute': error('many', { minutes: 1 }),
  },
};
