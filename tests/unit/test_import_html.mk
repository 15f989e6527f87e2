EXTRA_test_import_html = $(addprefix src/import/text/, content.c html.c \
    html_figure.c html_inline.c html_parts.c html_tree.c prose.c shortcodes.c)
$(BUILD)/unit/test_import_html: UNIT_LIBS += $(IMPORT_PKG_LIBS)
