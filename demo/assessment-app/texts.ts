/** Languages of the demo's apps. */
export type Language = 'nl' | 'en';

const NL = {
  tagline: 'Een voorbeeld-app die het inloggen aan Voordeur overlaat',
  welcome: 'Welkom',
  whichPortal: 'Bij welke organisatie doe je je assessment?',
  signInAt: 'Inloggen bij',
  signedInAs: 'Je bent ingelogd',
  elsewhere: 'Inloggen bij een andere organisatie',
  name: 'Naam',
  username: 'Gebruikersnaam',
  organisation: 'Organisatie',
  sub: 'Kenmerk (sub)',
  acr: 'Zekerheid (acr)',
  amr: 'Manieren (amr)',
  authTime: 'Ingelogd om',
  expires: 'Toegang verloopt om',
  refreshed: 'Aantal keer vernieuwd',
  none: 'geen',
  refresh: 'Nu vernieuwen',
  callApi: 'Resultaten ophalen',
  signOut: 'Uitloggen',
  apiAnswer: 'Antwoord van de API',
  startAgain: 'Opnieuw beginnen',
  unknownStateTitle: 'Deze aanmelding is niet meer bekend',
  unknownState: 'Je hebt de pagina misschien opnieuw geladen, of te lang gewacht. Begin opnieuw, dan komt het goed.',
  refusedTitle: 'Het inloggen is niet gelukt',
  refused: 'Je bent niet ingelogd. Je kunt het opnieuw proberen.',
  overTitle: 'Je sessie is voorbij',
  over: 'Log opnieuw in om verder te gaan.',
  foreignTitle: 'Dit adres klopt niet',
  foreign: 'Het verzoek om in te loggen komt niet van onze inlogdienst.',
  missingTitle: 'Deze pagina bestaat niet',
  missing: 'Ga terug naar het begin.',
  brokenTitle: 'Dat ging niet goed',
  broken: 'De inlogdienst is niet te bereiken, of er ging iets anders mis. Probeer het zo nog eens.',
  reason: 'Reden',
};

const EN: typeof NL = {
  tagline: 'An example app that leaves signing in to Voordeur',
  welcome: 'Welcome',
  whichPortal: 'For which organisation do you take your assessment?',
  signInAt: 'Sign in at',
  signedInAs: 'You are signed in',
  elsewhere: 'Sign in at another organisation',
  name: 'Name',
  username: 'Username',
  organisation: 'Organisation',
  sub: 'Identifier (sub)',
  acr: 'Assurance (acr)',
  amr: 'Methods (amr)',
  authTime: 'Signed in at',
  expires: 'Access expires at',
  refreshed: 'Times refreshed',
  none: 'none',
  refresh: 'Refresh now',
  callApi: 'Fetch results',
  signOut: 'Sign out',
  apiAnswer: 'Answer of the API',
  startAgain: 'Start again',
  unknownStateTitle: 'We no longer know this sign-in',
  unknownState: 'You may have reloaded the page, or waited too long. Start again and it will be fine.',
  refusedTitle: 'Signing in did not work',
  refused: 'You are not signed in. You can try again.',
  overTitle: 'Your session is over',
  over: 'Sign in again to go on.',
  foreignTitle: 'This address is not right',
  foreign: 'The request to sign in does not come from our sign-in service.',
  missingTitle: 'This page does not exist',
  missing: 'Go back to the start.',
  brokenTitle: 'That did not work',
  broken: 'The sign-in service cannot be reached, or something else went wrong. Try again in a moment.',
  reason: 'Reason',
};

/** The texts of the pages. */
export type Texts = typeof NL;
/** The texts by language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { nl: NL, en: EN };

/** The first language of a list of wishes (a `locale` claim, then `Accept-Language`) that the app speaks; else Dutch. */
export function chooseLanguage(locale: string | undefined, acceptLanguage: string | undefined): Language {
  const wishes = [locale, ...(acceptLanguage ?? '').split(',')].map((wish) => (wish ?? '').trim().slice(0, 2).toLowerCase());
  return wishes.find((wish) => wish === 'nl' || wish === 'en') ?? 'nl';
}
