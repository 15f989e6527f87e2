#!/usr/bin/perl
# Compiles the SQL of sql/ into C.
#
#   sql2c.pl queries OUT.c QUERIES_DIR FRAGMENTS_DIR
#   sql2c.pl migrations OUT.c OUT.h MIGRATIONS_DIR
#
# queries: one statement a file; its path below QUERIES_DIR without .sql, with
# _ for /, is the statement's name: posts/list.sql is posts_list.  Comments and
# indentation are dropped, so that what is sent to the server is small.  Lines
# that begin with --?, --. or --@ are kept for the composer (db/sql.h);
# `--< unit/name arg=value ...` on a line of its own is replaced by
# FRAGMENTS_DIR/unit/name.sql with value for each :{arg} in it.  Of the
# orderings in such a file (see orderings) `--% order unit/name` makes the
# pieces of the slot order, `--% keys unit/name` the columns k1 and k2 of a
# cursor statement, and `--% after unit/name` its condition; with `of TABLE`
# the key comes from there.  `--% search text, ...` is the part of a search in
# those texts.  NAME.plain in QUERIES_DIR is a resource by the
# rules of all: `name: value` lines, of which NAME_list, NAME_read and so on are
# made by FRAGMENTS_DIR/plain, where `--$ what` stands for lines made of them;
# with `due: yes` its list depends on schedules.
# migrations: NNNN_name.sql, taken byte for byte, each with its SHA-256.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);

sub read_file {
    my ($path) = @_;
    open(my $in, '<:raw', $path) or die "$path: $!\n";
    local $/;
    my $text = <$in>;
    close($in) or die "$path: $!\n";
    $text = '' unless defined $text;
    die "$path: a NUL character\n" if $text =~ /\0/;
    return $text;
}

# The result stands complete or not at all: an interrupted build leaves no
# half file that make would take for finished.
sub write_file {
    my ($path, $text) = @_;
    open(my $out, '>:raw', "$path.tmp") or die "$path.tmp: $!\n";
    print {$out} $text or die "$path.tmp: $!\n";
    close($out) or die "$path.tmp: $!\n";
    rename("$path.tmp", $path) or die "$path: $!\n";
}

sub entries {
    my ($dir) = @_;
    opendir(my $handle, $dir) or die "$dir: $!\n";
    my @names = sort grep { !/\A\./ } readdir($handle);
    closedir($handle);
    return @names;
}

# The paths of the .sql files below a folder, from there.
sub sql_tree {
    my ($dir) = @_;
    my @paths;
    foreach my $name (entries($dir)) {
        if (-d "$dir/$name") {
            push @paths, map { "$name/$_" } sql_tree("$dir/$name");
        } elsif ($name =~ /\.sql\z/) {
            push @paths, $name;
        }
    }
    return @paths;
}

# A C string literal for each line; what is not plain ASCII goes as three
# octal digits, which no following character can change.
sub c_literal {
    my ($text, $indent) = @_;
    return '""' if $text eq '';
    my @lines = $text =~ /([^\n]*\n|[^\n]+\z)/g;
    foreach my $line (@lines) {
        $line =~ s/([\\"])/\\$1/g;
        $line =~ s/\?\?/?\\?/g;
        $line =~ s/\n/\\n/g;
        $line =~ s/\t/\\t/g;
        $line =~ s/([^\x20-\x7e])/sprintf('\\%03o', ord($1))/ge;
        $line = "\"$line\"";
    }
    return join("\n$indent", @lines);
}

# One line of SQL without its trailing comment.  Dies where a literal or a
# comment would go on in the next line: indentation is dropped there, and
# that would change the literal.
sub scan_line {
    my ($line, $where) = @_;
    my $kept = '';
    pos($line) = 0;
    while (pos($line) < length($line)) {
        if ($line =~ /\G--.*/gc) {
            last;
        } elsif ($line =~ m{\G/\*}gc) {
            die "$where: a /* comment; use --\n";
        } elsif ($line =~ /\G\b[eE]'(?:[^'\\]|\\.|'')*'/gc
            || $line =~ /\G(?<!\b[eE])'(?:[^']|'')*'/gc
            || $line =~ /\G"(?:[^"]|"")*"/gc
            || $line =~ /\G\$((?:[A-Za-z_]\w*)?)\$.*?\$\g{1}\$/gc) {
            $kept .= $&;
        } elsif ($line =~ /\G(?:['"]|\$(?:[A-Za-z_]\w*)?\$)/gc) {
            die "$where: a literal that spans lines\n";
        } elsif ($line =~ /\G;/gc) {
            $kept .= "\0";
        } elsif ($line =~ /\G(?:[A-Za-z_]\w*(?!')|.)/gc) {
            $kept .= $&;
        }
    }
    $kept =~ s/\s+\z//;
    return $kept;
}

# What commas part, but for those within brackets.
sub listed {
    return split(/, (?![^(]*\))/, $_[0]);
}

# Orderings, one a line, which indented lines carry on:
#
#   name: column :: type = value null literal, column ...
#
# type is that of the column's key in a cursor; an ordering without types has
# no cursor.  value makes the key's text (by default what the type needs),
# literal takes the place of a key that is NULL.  `id: column` is the last one,
# which breaks ties.
sub ordering {
    my ($line, $where) = @_;
    my ($name, $columns) = $line =~ /\A([a-z_]+): (\S.*)\z/
        or die "$where: no ordering: $line\n";
    return { name => $name, columns => [map {
        my ($by, $type, $value, $null) =
            /\A(.+?)(?: :: (\w+))?(?: = (\S+))?(?: null (\S+))?\z/;
        { by => $by, type => $type, value => $value, null => $null }
    } listed($columns)] };
}

sub orderings {
    my ($path) = @_;
    my @found;
    foreach my $line (split(/\n/, read_file($path) =~ s/\n +/ /gr)) {
        push @found, ordering($line, $path) unless $line =~ /\A--|\A\z/;
    }
    die "$path: the last ordering must be the id\n"
        unless @found && $found[-1]{name} eq 'id';
    return @found;
}

sub order_pieces {
    my (@orderings) = @_;
    return map {
        my $one = $_;
        map {
            my $way = $_;
            ("--? order:$one->{name}.$way",
             join(', ', map { "$_->{by} " . uc($way) } @{$one->{columns}}),
             '--.')
        } qw(asc desc)
    } @orderings;
}

sub key_text {
    my ($column) = @_;
    return 'NULL' unless $column;
    return $column->{value} if $column->{value};
    my $by = $column->{by} =~ s/ COLLATE .*//r;
    return $column->{type} eq 'timestamptz' ? "iso($by)"
        : $column->{type} eq 'text' ? $by : "${by}::text";
}

# The orderings that have a cursor, without the id's column, which all have
# behind them.  Where none is the default, the id's is.
sub with_cursor {
    my (@orderings) = @_;
    my $id = { %{pop(@orderings)}, columns => [] };
    return (grep({ $_->{columns}[0]{type} } @orderings), $id,
            grep({ $_->{name} eq 'default' } @orderings) ? ()
                : { %$id, name => 'default' });
}

sub key_columns {
    return map {
        my ($first, $second) = @{$_->{columns}};
        ("--? keys.$_->{name}",
         key_text($first) . ' AS k1, ' . key_text($second) . ' AS k2', '--.')
    } with_cursor(@_);
}

sub after_parts {
    my ($table, @orderings) = @_;
    my $id = $orderings[-1]{columns}[0]{by};
    my @out;
    foreach my $one (with_cursor(@orderings)) {
        my @columns = @{$one->{columns}};
        my @keys = map {
            $table ? "(SELECT k$_\::$columns[$_ - 1]{type} FROM $table)"
                : ":k$_\::$columns[$_ - 1]{type}" } 1 .. @columns;
        push @keys, $table ? "(SELECT kid FROM $table)" : ':kid::bigint';
        my $row = join(', ', (map { $_->{by} } @columns), $id);
        foreach my $null (0, @columns && $columns[0]{null} ? 1 : ()) {
            $keys[0] = $columns[0]{null} if $null;
            push @out, map {
                ("--? after.$one->{name}.$_" . ($null ? '.null' : ''),
                 "AND ($row) " . ($_ eq 'asc' ? '>' : '<') . ' ('
                     . join(', ', @keys) . ')', '--.')
            } qw(asc desc);
        }
    }
    return @out;
}

sub part {
    my ($name, $condition) = @_;
    return ("--? $name", "AND $condition", '--.');
}

# Each word, an ILIKE pattern a line, is found in one of the texts.
sub search_part {
    my ($texts) = @_;
    my $like = join(' OR ', map { "$_ ILIKE w.word" } listed($texts));
    return part('search', 'NOT EXISTS (SELECT FROM unnest('
        . "string_to_array(:search, E'\\n')) w (word) WHERE NOT ($like))");
}

# What a --% line stands for.
sub ordered {
    my ($line, $where, $fragments) = @_;
    return search_part($1) if $line =~ /\A--% search (\S.*)\z/;
    my ($what, $name, $table) =
        $line =~ m{\A--%\s*(order|keys|after) ([a-z0-9_/]+)(?: of (\w+))?\z}
        or die "$where: expected `--% order|keys|after unit/name` or "
            . "`--% search text, ...`\n";
    my $path = "$fragments/$name.sql";
    -f $path or die "$where: no orderings $path\n";
    my @orderings = orderings($path);
    return $what eq 'order' ? order_pieces(@orderings)
        : $what eq 'keys' ? key_columns(@orderings)
        : after_parts($table, @orderings);
}

# A plain resource: `name: value` a line, which indented lines carry on.
sub plain_read {
    my ($path) = @_;
    my %plain = (search => '', unique => '', public => '', filters => [],
                 orders => [], columns => '', item => 'plain/item', due => '',
                 verbs => 'list cursor read create update delete');
    foreach my $line (split(/\n/, read_file($path) =~ s/\n +/ /gr)) {
        next if $line =~ /\A#|\A\z/;
        my ($what, $name, $value) = $line =~ /\A([a-z]+)(?: (\w+))?: (\S.*)\z/
            or die "$path: expected `name: value`: $line\n";
        if ($what eq 'filter') {
            push @{$plain{filters}}, [$name, $value];
        } elsif ($what eq 'order') {
            push @{$plain{orders}}, "$name: $value";
        } else {
            $plain{$what} = $value;
        }
    }
    foreach my $name (qw(table tags), $plain{verbs} =~ /read/
                          ? qw(tag columns shown) : ()) {
        die "$path: no $name\n" unless $plain{$name};
    }
    return \%plain;
}

# What :{name} stands for in sql/fragments/plain.
sub plain_values {
    my ($plain) = @_;
    my ($table, $alias) = split(/ /, $plain->{table});
    my @columns = map { [split(/ = /, $_)] } listed($plain->{columns});
    return {
        table => $table, a => $alias,
        (map { $_ => $plain->{$_} } qw(tag tags shown unique)),
        columns => join(', ', map { $_->[0] } @columns),
        sent => join(', ', map { "d.$_->[0]" } @columns),
        first => join(', ', map {
            defined $_->[1] ? "coalesce(d.$_->[0], $_->[1])" : "d.$_->[0]"
        } @columns),
    };
}

# What a --$ line stands for there.
sub plain_lines {
    my ($what, $where, $plain) = @_;
    my ($alias) = $plain->{table} =~ / (\w+)\z/;
    my @orders = map { ordering($_, $where) } @{$plain->{orders}},
        "id: $alias.id";
    my @public = $plain->{public} ? part('public', $plain->{public}) : ();
    return $what eq 'order' ? order_pieces(@orders)
        : $what eq 'keys' ? key_columns(@orders)
        : $what eq 'after' ? after_parts(undef, @orders)
        : $what eq 'public' ? @public
        : $what eq 'due' ? ($plain->{due} ? ('--< due', ',') : ())
        : $what eq 'due_columns' ?
            ($plain->{due} ? ('--< due_columns', ',') : ())
        : $what eq 'filters' ? (
            part('nothing', 'false'), @public,
            (map { part(@$_) } @{$plain->{filters}}),
            $plain->{search} ? search_part($plain->{search}) : ())
        : die "$where: no such lines: $what\n";
}

# A line of a fragment with the values that it was given.
sub fill {
    my ($line, $where, $values, $used) = @_;
    $line =~ s/:\{(\w+)\}/
        defined $values->{$1} or die "$where: no value for :{$1}\n";
        $used->{$1} = 1;
        $values->{$1}/gex;
    return $line;
}

# values: what :{name} stands for; of a plain resource, plain, all of it may.
sub expand {
    my ($path, $fragments, $values, $plain, @stack) = @_;
    die join(' < ', $path, @stack) . ": a fragment includes itself\n"
        if grep { $_ eq $path } @stack;
    my ($number, %used, @out) = (0);
    my $known = $plain ? { %{plain_values($plain)}, %$values } : $values;
    foreach my $line (split(/\r?\n/, read_file($path))) {
        $number++;
        my $where = "$path:$number";
        $line = fill($line, $where, $known, \%used);
        $line =~ s/\A\s+//;
        $line =~ s/\s+\z//;
        if ($line =~ /\A--</) {
            my ($name, $given) = $line =~
                m{\A--<\s*([a-z0-9_]+(?:/[a-z0-9_]+)*)((?: \w+=\S+)*)\z}
                or die "$where: expected `--< unit/name arg=value`\n";
            my $fragment = "$fragments/$name.sql";
            -f $fragment or die "$where: no fragment $fragment\n";
            push @out, expand($fragment, $fragments,
                              { $given =~ / (\w+)=(\S+)/g }, $plain, $path,
                              @stack);
        } elsif ($line =~ /\A--\$ item\z/ && $plain) {
            push @out, expand("$fragments/$plain->{item}.sql", $fragments, {},
                              $plain, $path, @stack);
        } elsif ($line =~ /\A--\$ (\w+)\z/) {
            die "$where: of plain resources alone\n" unless $plain;
            push @out, map {
                /\A--< (\w+)\z/
                    ? expand("$fragments/$1.sql", $fragments, {}, $plain,
                             $path, @stack)
                    : $_
            } plain_lines($1, $where, $plain);
        } elsif ($line =~ /\A--%/) {
            push @out, ordered($line, $where, $fragments);
        } elsif ($line =~ /\A--[?.@]/) {
            push @out, $line;
        } else {
            my $kept = scan_line($line, $where);
            push @out, $kept if $kept ne '';
        }
    }
    foreach my $name (sort keys %$values) {
        die "$path: nothing takes $name\n" unless $used{$name};
    }
    return @out;
}

sub statement {
    my ($path, $fragments, $plain) = @_;
    my $text = join("\n", expand($path, $fragments, {}, $plain));
    $text =~ s/\s*\0\z//;
    die "$path: more than one statement\n" if $text =~ /\0/;
    die "$path: no statement\n" if $text =~ /\A(?:--[^\n]*\n?)*\z/;
    return $text;
}

sub queries {
    my ($out, $dir, $fragments) = @_;
    my (%path, %plain, @rows);
    foreach my $file (grep { /\A[a-z_]+\.plain\z/ } entries($dir)) {
        my ($unit) = $file =~ /\A(\w+)/;
        my $plain = plain_read("$dir/$file");
        foreach my $verb (split(/ /, $plain->{verbs}),
                          $plain->{unique} ? 'taken' : ()) {
            $path{"${unit}_$verb"} = "$fragments/plain/$verb.sql";
            $plain{"${unit}_$verb"} = $plain;
        }
    }
    foreach my $file (sql_tree($dir)) {
        $file =~ m{\A[a-z][a-z0-9_]*(?:/[a-z0-9][a-z0-9_]*)*\.sql\z}
            or die "$dir/$file: a name is lower-case letters, digits, _\n";
        my $name = $file =~ s{/}{_}gr =~ s{\.sql\z}{}r;
        die "$dir/$file: $path{$name} is $name already\n" if $path{$name};
        $path{$name} = "$dir/$file";
    }
    foreach my $name (sort keys %path) {
        my $text = statement($path{$name}, $fragments, $plain{$name});
        push @rows, "    { .name = \"$name\",\n      .text =\n          "
            . c_literal($text, ' ' x 10) . " },\n";
    }
    my $count = @rows;
    @rows = ("    { .name = NULL, .text = NULL },\n") unless @rows;
    write_file($out,
        "/* Made by apxs/sql2c.pl from sql/queries; do not edit. */\n"
        . "#include \"db/sql.h\"\n\n"
        . "const tc_sql_text_t tc_sql_texts[] = {\n" . join('', @rows)
        . "};\n\nconst apr_size_t tc_sql_texts_count = $count;\n");
}

sub migrations {
    my ($out_c, $out_h, $dir) = @_;
    my ($expected, @rows) = (1);
    foreach my $file (grep { /\.sql\z/ } entries($dir)) {
        my ($name, $number) = $file =~ /\A((\d{4})_[a-z0-9_]+)\.sql\z/
            or die "$dir/$file: a migration is named NNNN_name.sql\n";
        die sprintf("%s/%s: number %04d is missing or stands twice\n",
                    $dir, $file, $expected) if $number != $expected;
        $expected++;
        my $text = read_file("$dir/$file");
        push @rows, sprintf("    { .number = %d,\n      .name = \"%s\",\n"
            . "      .text =\n          %s,\n      .sha256 =\n"
            . "          \"%s\" },\n", $number, $name,
            c_literal($text, ' ' x 10), sha256_hex($text));
    }
    my $count = @rows;
    @rows = ("    { .number = 0 },\n") unless @rows;
    write_file($out_c,
        "/* Made by apxs/sql2c.pl from sql/migrations; do not edit. */\n"
        . "#include \"cli/migrations.h\"\n\n"
        . "const tc_migration_t tc_migrations[] = {\n" . join('', @rows)
        . "};\n\nconst size_t tc_migrations_count = $count;\n");
    write_file($out_h,
        "/* Made by apxs/sql2c.pl from sql/migrations; do not edit. */\n"
        . "#ifndef TC_SCHEMA_VERSION\n"
        . "#define TC_SCHEMA_VERSION $count\n#endif\n");
}

my $mode = shift(@ARGV) || '';
if ($mode eq 'queries' && @ARGV == 3) {
    queries(@ARGV);
} elsif ($mode eq 'migrations' && @ARGV == 3) {
    migrations(@ARGV);
} else {
    die "usage: sql2c.pl queries OUT.c QUERIES FRAGMENTS\n"
        . "       sql2c.pl migrations OUT.c OUT.h MIGRATIONS\n";
}
