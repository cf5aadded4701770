// Every form that the product has, and the addresses that take a POST without having one. The list is held against the
// router: a form that is put on an address and not here makes the tests of all forms fail.
import { FORMER_ADDRESSES } from '../../../interactions/kit/former-routes.ts';
import { pageRoutes } from '../../kit/routes.ts';
import { ACCOUNT_FORMS } from './account.ts';
import type { Asked } from './form.ts';
import { MAILED_FORMS } from './mailed.ts';
import type { People } from './people.ts';
import { SECOND_FORMS } from './second.ts';
import { SIGN_IN_FORMS } from './sign-in.ts';

/** By what each asks, in an order in which each leaves the later ones good. */
export const EVERY_FORM: Readonly<Record<string, Asked<People>>> = { ...MAILED_FORMS, ...SIGN_IN_FORMS, ...SECOND_FORMS, ...ACCOUNT_FORMS };

/** They look at no field: old addresses, the way back to an application, any other way of a sign-in, and what only a GET leads on from. */
const WITHOUT_FORM = [...FORMER_ADDRESSES, '/:portal/sign-in/:uid/afresh', '/:portal/sign-in/:uid/*way', '/.well-known/change-password'];

/** Routes that take a POST and are neither a form above nor without one. */
export function forgottenRoutes(): string[] {
  const known = new Set([...Object.values(EVERY_FORM).map(({ route }) => route), ...WITHOUT_FORM]);
  return pageRoutes().flatMap(({ path, methods }) => (methods.includes('POST') && !known.has(path) ? [path] : []));
}
