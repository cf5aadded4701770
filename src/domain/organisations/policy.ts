// What an organisation may set about signing in, with the platform's floors. Settings of features that are not
// built yet do not exist here, so that nobody can rely on them (`settled.md` 67).
import { z } from 'zod';

/** Floors and ceilings no organisation can cross (security.md 1.9). */
export const POLICY_LIMITS = { passwordLength: { floor: 8, standard: 12, ceiling: 64 } } as const;

/** An organisation's policy. Unknown settings are refused. */
export const policySchema = z.strictObject({
  /** Whether `Jan` and `jan` are the same name at sign-in (R2.1); uniqueness folds case under both (R2.2). */
  usernameCase: z.enum(['sensitive', 'insensitive']).default('sensitive'),
  /** Least number of characters of a new password. */
  passwordLength: z
    .number()
    .int()
    .min(POLICY_LIMITS.passwordLength.floor)
    .max(POLICY_LIMITS.passwordLength.ceiling)
    .default(POLICY_LIMITS.passwordLength.standard),
});

/** An organisation's policy, every setting filled in. */
export type Policy = z.infer<typeof policySchema>;
