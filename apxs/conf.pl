#!/usr/bin/perl
# Prints talecraft.conf: conf.pl TEMPLATE docs/directives.md
#
# A line "@directives NAME@" of the template becomes the directives below the
# heading "## NAME" of the page, each commented out: with its defaults, where
# the row Default has some (`...`, `...`), else with its row Example. Those that
# the template has itself are left out.
use strict;
use warnings;

sub lines_of {
    my ($path) = @_;
    open(my $in, '<', $path) or die "$path: $!\n";
    my @lines = <$in>;
    close($in) or die "$path: $!\n";
    return @lines;
}

# heading => [[name, value, value ...], ...], in the page's order
sub read_page {
    my ($path) = @_;
    my (%found, $group, $row, $has_default);
    foreach (lines_of($path)) {
        if (/^## (\S.*)$/) {
            $group = $1;
        }
        elsif (/^### (\w+)$/) {
            $row = [$1];
            $has_default = 0;
            push(@{ $found{$group} }, $row);
        }
        elsif (/^\| Default \| (`[^`]*`(?:, `[^`]*`)*) \|$/) {
            push(@$row, $1 =~ /`([^`]*)`/g);
            $has_default = 1;
        }
        elsif (/^\| Example \| `([^`]*)` \|$/ && !$has_default) {
            push(@$row, $1);
        }
    }
    return %found;
}

my ($template, $page) = @ARGV;
die "usage: conf.pl TEMPLATE PAGE\n" if @ARGV != 2;
my %groups = read_page($page);
my @lines = lines_of($template);
my %told = map { /^#? *(Talecraft\w+) / ? ($1 => 1) : () } @lines;
foreach my $line (@lines) {
    if ($line !~ /^\@directives (\S.*)\@$/) {
        print $line;
        next;
    }
    my $rows = $groups{$1} or die "$page: there is no \"## $1\"\n";
    foreach my $row (grep { !$told{ $_->[0] } } @$rows) {
        my ($name, @values) = @$row;
        die "$page: $name: no Default in `...`, and no Example\n" if !@values;
        print map { "#$name $_\n" } @values;
    }
}
