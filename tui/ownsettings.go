package tui

// PlaceSetting is the setting that remembers where an annotator is: the id of the meme.
func PlaceSetting(annotator string) string { return "cursor/" + annotator }

// queueKey is the setting that remembers which queue an annotator goes through: its name,
// or, of a search without one, unnamed and the query.
func queueKey(annotator string) string { return "queue/" + annotator }

// settingPictures remembers whether the annotator of a workspace wants to see
// pictures: not everyone can at work, and not every line is fast enough.
const (
	settingPictures = "pictures"
	picturesHidden  = "hidden"
	picturesShown   = "shown"
)

// OwnSetting is a setting as each annotator of a team has it: what one chooses for oneself
// is apart from that of others.
func OwnSetting(key, annotator string) string {
	if key == settingPictures {
		return key + "/" + annotator
	}
	return key
}

// IsOwnSetting reports whether a setting is one that an annotator of a team has for himself.
func IsOwnSetting(key, annotator string) bool {
	return key == PlaceSetting(annotator) || key == queueKey(annotator) || key == OwnSetting(settingPictures, annotator)
}
