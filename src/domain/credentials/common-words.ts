/**
 * Words that people take for a password when a longer one is asked of them: `Welkom2026!!` stands in no list, and is the
 * first thing that anybody tries. Our own choice, folded; what counts is the whole of a password's letters.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set([
  ...['wachtwoord', 'welkom', 'geheim', 'inloggen', 'toegang', 'hallo', 'nederland', 'amsterdam', 'voetbal', 'liefde', 'schat', 'oranje'],
  ...['lente', 'zomer', 'herfst', 'winter', 'maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag', 'zaterdag', 'zondag'],
  ...['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober', 'november', 'december'],
  ...['password', 'passwort', 'passw', 'welcome', 'secret', 'letmein', 'login', 'access', 'hello', 'iloveyou', 'football', 'changeme'],
  ...['spring', 'summer', 'autumn', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ...['january', 'february', 'march', 'may', 'june', 'july', 'august', 'october', 'qwerty', 'qwertyuiop', 'azerty', 'asdf', 'asdfgh'],
  ...['abc', 'abcd', 'abcdef', 'admin', 'administrator', 'test', 'testing', 'demo', 'assessment', 'examen', 'toets', 'tijdelijk', 'temp'],
]);
