import { generateSecret, generateURI, verifySync } from 'otplib';
import { APP } from '../domain/factors/app.ts';
import type { AppCodes } from '../domain/factors/ports.ts';
import { inSeconds } from '../kernel/duration.ts';
import type { Sealer } from './sealed.ts';

/** What every authenticator app knows without being told: SHA-1, six digits, half a minute (security.md 2.2). */
const STANDARD = { strategy: 'totp', algorithm: 'sha1', digits: APP.digits, period: 30 } as const;
/** 160 bits, as long as what the hash makes (RFC 4226 §4 R6). */
const SECRET_BYTES = 20;
/** One step either way (RFC 6238 §5.2; security.md 2.3). */
const TOLERANCE = STANDARD.period;

/** Codes of authenticator apps (RFC 6238), their secrets sealed to their rows (security.md 1.13). */
export function appCodes(sealer: Sealer): AppCodes {
  const place = (id: string) => ({ table: 'app_factor', column: 'secret', row: id });
  return {
    newSecret: (id) => sealer.seal(generateSecret({ length: SECRET_BYTES }), place(id)),
    shown: ({ id, sealed }, { issuer, label }) => {
      const key = sealer.open(sealed, place(id));
      return { key, address: generateURI({ ...STANDARD, issuer: named(issuer), label: named(label), secret: key }) };
    },
    match: ({ id, sealed, lastStep }, code, now) => {
      const secret = sealer.open(sealed, place(id));
      const epoch = inSeconds(now);
      const asked = { ...STANDARD, secret, token: code, epoch, epochTolerance: TOLERANCE };
      // Behind the last step in reach nothing is left to take; the library throws for one that is beyond it.
      const latest = Math.floor(epoch / STANDARD.period) + 1;
      const fresh = lastStep < latest && verifySync({ ...asked, afterTimeStep: lastStep });
      if (fresh && fresh.valid && 'timeStep' in fresh) return { kind: 'right', step: fresh.timeStep };
      return { kind: verifySync(asked).valid ? 'used' : 'wrong' };
    },
  };
}

/** A colon stands between the two names in the address, so neither may hold one. */
function named(name: string): string {
  return name.replace(/[:\s]+/g, ' ').trim();
}
