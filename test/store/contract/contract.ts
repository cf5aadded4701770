// The contract of the store: what every engine must do, whatever the number of its connections.
import { appFactorsContract } from './app-factors.ts';
import { artifactsContract } from './artifacts.ts';
import { auditContract } from './audit.ts';
import { connectionsContract } from './connections.ts';
import { customersContract } from './customers.ts';
import { emailChangesContract } from './email-changes.ts';
import { expiryContract } from './expiry.ts';
import { federationContract } from './federation.ts';
import { firstComeContract } from './first-come.ts';
import { gatheredContract } from './gathered.ts';
import { linksContract } from './links.ts';
import { mailReportsContract } from './mail-reports.ts';
import { manyContract } from './many.ts';
import { outboxContract } from './outbox.ts';
import { ownMissesContract } from './own-misses.ts';
import { passkeysContract } from './passkeys.ts';
import type { MakePlace } from './place.ts';
import { protocolReadsContract } from './protocol-reads.ts';
import { recoveryCodesContract } from './recovery-codes.ts';
import { registryContract } from './registry.ts';
import { renewalContract } from './renewal.ts';
import { sessionsContract } from './sessions.ts';
import { severalContract } from './several.ts';
import { signInCodesContract } from './sign-in-codes.ts';
import { signInsContract } from './sign-ins.ts';
import { stampsContract } from './stamps.ts';
import { sweepingContract } from './sweeping.ts';
import { throttleContract } from './throttle.ts';
import { togetherContract } from './together.ts';
import { transactionsContract } from './transactions.ts';
import { trustedBrowsersContract } from './trusted-browsers.ts';
import { twoStepsContract } from './two-steps.ts';

/** All of it, on the databases that `makePlace` makes. */
export function storeContract(makePlace: MakePlace): void {
  for (const part of [
    customersContract,
    registryContract,
    auditContract,
    signInsContract,
    throttleContract,
    ownMissesContract,
    artifactsContract,
    sessionsContract,
    renewalContract,
    expiryContract,
    protocolReadsContract,
    transactionsContract,
    togetherContract,
    firstComeContract,
    sweepingContract,
    linksContract,
    emailChangesContract,
    outboxContract,
    mailReportsContract,
    manyContract,
    twoStepsContract,
    passkeysContract,
    trustedBrowsersContract,
    signInCodesContract,
    appFactorsContract,
    recoveryCodesContract,
    severalContract,
    stampsContract,
    connectionsContract,
    federationContract,
    gatheredContract,
  ]) {
    part(makePlace);
  }
}
