/** The error pages of ux.md 1.14, by what happened. */
export type ErrorKind =
  | 'expired'
  | 'cookies'
  | 'client'
  | 'denied'
  | 'many'
  | 'busy'
  | 'not-found'
  | 'bad-request'
  | 'foreign-form'
  | 'method'
  | 'too-large'
  | 'unexpected';
