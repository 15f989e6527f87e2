// The screens below "Manage": they are much alike, so they come together.
export { AdsScreen as ads } from "./ads.tsx";
export { AuditScreen as audit } from "./audit.tsx";
export { CategoriesScreen as categories } from "./categories.tsx";
export { TagsScreen as tags } from "./tags.tsx";
export { UsersScreen as users } from "./users.tsx";
export { WebhooksScreen as webhooks } from "./webhooks.tsx";
