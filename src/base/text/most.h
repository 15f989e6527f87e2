/*
 * How much a post's content may have: what the API refuses, what an import
 * leaves out and what the editors' page warns of are one.
 */
#ifndef TC_BASE_TEXT_MOST_H
#define TC_BASE_TEXT_MOST_H

#define TC_MOST_BLOCKS 2000
#define TC_MOST_CONTENT 1048576   /* bytes of its JSON */
#define TC_MOST_CONTENT_MEDIA 500 /* told apart by their ids */
#define TC_MOST_GALLERY 50        /* pictures of one block */

#endif
