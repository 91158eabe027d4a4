"""What a page, a briefing and its traces show: tables cut out of the results of one question."""
