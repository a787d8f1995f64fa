/** What forms and scripts send without a wish to see it go: by its media type, and never long. */
export const SMALL = /^(?:application\/(?:json|x-www-form)|text\/plain)/;
