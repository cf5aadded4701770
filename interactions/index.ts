// Interactions: every screen people see, on its address. This list is the router: a page that is not here does not
// exist, and tests read their list of pages from it.
import { type AddAppNeeds, addAppPage } from './account/add-app.ts';
import { type AddPasskeyNeeds, addPasskeyPage } from './account/add-passkey.ts';
import { type AppsPageNeeds, appsPage, withdrawPage } from './account/apps.ts';
import { type ConfirmEmailNeeds, confirmEmailPages } from './account/confirm-email.ts';
import { type EmailPageNeeds, emailPage } from './account/email.ts';
import { type HistoryPageNeeds, historyPage } from './account/history.ts';
import { type OwnCodesNeeds, ownCodesFile, ownCodesPage } from './account/own-codes.ts';
import { type DataPageNeeds, dataFile, dataPage } from './account/own-data.ts';
import { formerPasswordPage, type PasswordPageNeeds, passwordPage } from './account/password.ts';
import { type ProfilePageNeeds, profilePage } from './account/profile.ts';
import { type RemoveFactorNeeds, removeFactorPage } from './account/remove-factor.ts';
import { type RenameFactorNeeds, renameFactorPage } from './account/rename-factor.ts';
import { type SessionsPageNeeds, sessionsPage } from './account/sessions.ts';
import { type TwoStepPageNeeds, twoStepPage } from './account/two-step.ts';
import { whichAccountPage } from './account/which.ts';
import { type ChooseNeeds, choosePage as chooseByLinkPage } from './activation/choose.ts';
import { type DeadNeeds, deadPage, healedPage } from './activation/dead.ts';
import { donePage as chosenPage } from './activation/done.ts';
import { EACH_PLACE } from './activation/opened.ts';
import { helpAnywhere, helpPage, textPages } from './help/texts.ts';
import { mountFormerAddresses } from './kit/former-routes.ts';
import { type LinkRouteNeeds, mountLinkArrivals } from './kit/link-routes.ts';
import type { Screens } from './kit/page.ts';
import { PageRouter } from './kit/page-router.ts';
import { mountHeldPage, mountPage, mountPortalPage, type PageRouteNeeds } from './kit/page-routes.ts';
import { mountPictures, type PictureRouteNeeds } from './kit/picture-routes.ts';
import { mountSignIn, type SignInRouteNeeds } from './kit/sign-in-routes.ts';
import { mountChangePasswordUrl } from './kit/well-known.ts';
import { anewPage } from './portal/anew.ts';
import { donePage } from './portal/done.ts';
import { type FinderNeeds, finderPage } from './portal/finder.ts';
import { type StartNeeds, startPage } from './portal/start.ts';
import { portalsSentPage, type WhichPortalNeeds, whichPortalPage } from './portal/which.ts';
import { type CodePageNeeds, codePage } from './recovery/code.ts';
import { askForLinkPages, type ForgotPasswordNeeds, linkSentPages } from './recovery/forgot-password.ts';
import { type ForgotUsernameNeeds, forgotUsernamePage, userNamesSentPage } from './recovery/forgot-username.ts';
import { type ChooseSecondNeeds, chooseSecondScreen } from './sign-in/choose-second.ts';
import { type ConsentNeeds, consentScreen } from './sign-in/consent.ts';
import { type EnrolPasskeyNeeds, enrolPasskeyScreen } from './sign-in/enrol-passkey.ts';
import { type EnrolTotpNeeds, enrolTotpScreen } from './sign-in/enrol-totp.ts';
import { type MailCodeNeeds, mailCodeScreen } from './sign-in/mail-code.ts';
import { type NewPasswordNeeds, newPasswordScreen } from './sign-in/new-password.ts';
import { type NoSecondNeeds, noSecondScreen } from './sign-in/no-second.ts';
import { type PasskeyScreenNeeds, passkeyScreen } from './sign-in/passkey.ts';
import { type PasswordScreenNeeds, passwordScreen } from './sign-in/password.ts';
import { type PasswordSoonNeeds, passwordSoonScreen } from './sign-in/password-soon.ts';
import { type RecoveryCodeNeeds, recoveryCodeScreen } from './sign-in/recovery-code.ts';
import { type RecoveryCodesNeeds, recoveryCodesScreen } from './sign-in/recovery-codes.ts';
import { type SingleSignOnScreenNeeds, singleSignOnScreen } from './sign-in/sso.ts';
import { type TotpNeeds, totpScreen } from './sign-in/totp.ts';
import { choosePage } from './sign-out/choose.ts';

/** What the pages of the account need. */
type AccountPagesNeeds = PasswordPageNeeds &
  ProfilePageNeeds &
  SessionsPageNeeds &
  AppsPageNeeds &
  HistoryPageNeeds &
  DataPageNeeds &
  EmailPageNeeds &
  TwoStepPageNeeds &
  ConfirmEmailNeeds &
  AddAppNeeds &
  RemoveFactorNeeds &
  RenameFactorNeeds &
  OwnCodesNeeds &
  AddPasskeyNeeds;

/** What all screens together need. */
export type InteractionNeeds = PageRouteNeeds &
  Omit<SignInRouteNeeds, 'screens'> &
  FinderNeeds &
  StartNeeds &
  ConsentNeeds &
  ChooseSecondNeeds &
  MailCodeNeeds &
  PasswordScreenNeeds &
  SingleSignOnScreenNeeds &
  PasskeyScreenNeeds &
  PasswordSoonNeeds &
  NewPasswordNeeds &
  NoSecondNeeds &
  TotpNeeds &
  EnrolTotpNeeds &
  RecoveryCodeNeeds &
  RecoveryCodesNeeds &
  EnrolPasskeyNeeds &
  AccountPagesNeeds &
  LinkRouteNeeds &
  ForgotPasswordNeeds &
  ForgotUsernameNeeds &
  CodePageNeeds &
  WhichPortalNeeds &
  ChooseNeeds &
  DeadNeeds &
  PictureRouteNeeds;

/** The router of all screens. */
export function interactions(needs: InteractionNeeds): PageRouter {
  const router = new PageRouter();
  mountPage(router, needs, finderPage(needs));
  mountFormerAddresses(router, needs);
  mountPage(router, needs, donePage());
  mountPage(router, needs, whichPortalPage(needs));
  mountPage(router, needs, portalsSentPage(needs));
  mountHeldPage(router, needs, choosePage);
  mountHeldPage(router, needs, whichAccountPage);
  mountPage(router, needs, helpAnywhere);
  for (const page of textPages) mountPage(router, needs, page.anywhere);
  const screens: Screens = {
    password: passwordScreen(needs),
    sso: singleSignOnScreen(needs),
    passkey: passkeyScreen(needs),
    'no-second': noSecondScreen(needs),
    'choose-second': chooseSecondScreen(needs),
    'mail-code': mailCodeScreen(needs),
    'password-soon': passwordSoonScreen(needs),
    'new-password': newPasswordScreen(needs),
    consent: consentScreen(needs),
    totp: totpScreen(needs),
    'enrol-totp': enrolTotpScreen(needs),
    'recovery-code': recoveryCodeScreen(needs),
    'recovery-codes': recoveryCodesScreen(needs),
    'enrol-passkey': enrolPasskeyScreen(needs),
  };
  mountSignIn(router, { ...needs, screens });
  mountPictures(router, needs);
  mountChangePasswordUrl(router, needs.surroundings);
  mountPortalPage(router, needs, startPage(needs));
  mountPortalPage(router, needs, anewPage(needs));
  mountAccount(router, needs);
  mountPortalPage(router, needs, helpPage(needs));
  mountRecovery(router, needs);
  for (const page of textPages) mountPortalPage(router, needs, page.portal);
  return router;
}

/** What people do for themselves. */
function mountAccount(router: PageRouter, needs: AccountPagesNeeds & PageRouteNeeds): void {
  mountPortalPage(router, needs, formerPasswordPage());
  mountPortalPage(router, needs, profilePage(needs));
  mountPortalPage(router, needs, passwordPage(needs));
  mountPortalPage(router, needs, twoStepPage(needs));
  mountPortalPage(router, needs, addPasskeyPage(needs));
  mountPortalPage(router, needs, addAppPage(needs));
  mountPortalPage(router, needs, removeFactorPage(needs));
  mountPortalPage(router, needs, renameFactorPage(needs));
  mountPortalPage(router, needs, ownCodesPage(needs));
  mountPortalPage(router, needs, ownCodesFile(needs));
  mountPortalPage(router, needs, sessionsPage(needs));
  mountPortalPage(router, needs, appsPage(needs));
  mountPortalPage(router, needs, withdrawPage(needs));
  mountPortalPage(router, needs, historyPage(needs));
  mountPortalPage(router, needs, dataPage(needs));
  mountPortalPage(router, needs, dataFile(needs));
  mountPortalPage(router, needs, emailPage(needs));
}

/** Who forgot something or lost a mail, and what lies behind a mailed link. */
function mountRecovery(router: PageRouter, needs: InteractionNeeds): void {
  for (const page of askForLinkPages(needs)) mountPortalPage(router, needs, page);
  for (const page of linkSentPages(needs)) mountPortalPage(router, needs, page);
  mountPortalPage(router, needs, forgotUsernamePage(needs));
  mountPortalPage(router, needs, userNamesSentPage(needs));
  mountPortalPage(router, needs, codePage(needs));
  mountLinkArrivals(router, needs);
  for (const page of confirmEmailPages(needs)) mountPortalPage(router, needs, page);
  for (const place of EACH_PLACE) {
    mountPortalPage(router, needs, chooseByLinkPage(needs, place));
    mountPortalPage(router, needs, deadPage(needs, place));
    mountPortalPage(router, needs, healedPage(needs, place));
    mountPortalPage(router, needs, chosenPage(needs, place));
  }
}
