/** Everything that can be wrong with what a person submitted: a closed union, and the key of its phrase (`problem.<code>`). */
export type ProblemCode =
  | 'username-missing'
  | 'password-missing'
  | 'no-match'
  | 'throttled'
  | 'throttled-seconds'
  | 'throttled-closed'
  | 'challenge-missing'
  | 'challenge-wrong'
  | 'challenge-old'
  | 'busy'
  | 'portal-missing'
  | 'portal-unknown'
  | 'choice-missing'
  | 'too-long';
