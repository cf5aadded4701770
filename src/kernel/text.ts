// Text: the one normaliser of what people type to name themselves, a portal, an address or a password (requirements S3).
// Used by sign-in, finder, import, command line, search and the keys of every counter alike: a blank more must never be
// another person or a fresh counter. Never looks anything up, never says what a page says.
export { exactAddress, maskedAddress, type PreparedAddress, prepareAddress } from './address.ts';
export { PASSWORD_LIMITS, type PasswordTextFault, passwordVariants, preparePassword } from './password-text.ts';
export { repairPortalName } from './portal-text.ts';
export { foldedKey, hasOuterBlanks, hiddenCharacter, hiddenShown, type RepairedName, repairUserName } from './user-name.ts';
