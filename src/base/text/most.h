/*
 * How much texts and contents may have: what the API refuses, what an import
 * leaves out or cuts, and what talecraftctl and the editors' page warn of are
 * one. Lengths are characters.
 */
#ifndef TC_BASE_TEXT_MOST_H
#define TC_BASE_TEXT_MOST_H

/* A post's content. */
#define TC_MOST_BLOCKS 2000
#define TC_MOST_CONTENT 1048576   /* bytes of its JSON */
#define TC_MOST_CONTENT_MEDIA 500 /* told apart by their ids */
#define TC_MOST_GALLERY 50        /* pictures of one block */

/* Users. */
#define TC_MOST_USERNAME 150
#define TC_MOST_EMAIL 254
#define TC_MOST_PERSON_NAME 150 /* the first one, the last one */
#define TC_MOST_BIO 1000
#define TC_MOST_WEBSITE 200

/* Categories, tags, posts. */
#define TC_MOST_CATEGORY_NAME 120
#define TC_MOST_CATEGORY_SLUG 140
#define TC_MOST_TAG_NAME 60
#define TC_MOST_TAG_SLUG 80
#define TC_MOST_TITLE 255
#define TC_MOST_POST_SLUG 300
#define TC_MOST_EXCERPT 500
#define TC_MOST_TAGS 30 /* of a post */

/* What search engines are told. */
#define TC_MOST_SEO_TITLE 255
#define TC_MOST_SEO_DESCRIPTION 320
#define TC_MOST_SEO_KEYWORDS 255
#define TC_MOST_CANONICAL_URL 500

/* Media. */
#define TC_MOST_ALT_TEXT 255
#define TC_MOST_CAPTION 500

#endif
