//! Pictures for e-readers. Input: a [`Picture`] and an [`EncodeProfile`]. Output: the file as it
//! was where it will do, else a JPEG (photographs) or PNG (line art, transparency) made from it.
//!
//! A file will do if it is upright, fits the box, and every reader can show it: of the formats that
//! EPUB 3.3 allows, WebP fails on Kindle; AVIF, TIFF and BMP are not allowed; many readers ignore
//! EXIF orientation and colour profiles, cannot show CMYK, and some e-ink firmware no progressive
//! JPEG.
//!
//! What is made is never both larger and worse than the file: a progressive JPEG becomes a baseline
//! one without loss, no JPEG is coded better than it came, one that must lose and grows is coded
//! more coarsely until it does not, and what gains nothing is not used.

use image::DynamicImage;

use super::encode_profile::EncodeProfile;
use super::model::{EpubPicture, Format, Picture, PictureError};
use super::{animation, decode, encode, icc, jpeg, line_art, png, png_encode, srgb, svg};
use crate::files::Files;

/// The cover that Kindle and Kobo ask for, in pixels.
const COVER: (u32, u32) = (1600, 2560);

/// A JPEG is recoded for its size alone only if that takes a tenth of it away: coding costs
/// quality.
const WORTH: f64 = 0.9;

/// A JPEG's size goes with its steps to the power of about -2/3: by this power of what it is too
/// large by, its steps must grow.
const GROWTH: f64 = 1.5;

/// The least growth of the steps from try to try.
const LEAST_GROWTH: f64 = 1.06;

/// Percent of the steps beyond which no more is tried: what is left then are heads and tables.
const COARSEST: u32 = 2000;

/// A picture's file and the facts from its header.
struct Source<'p> {
    data: Vec<u8>,
    picture: &'p Picture,
    /// The head, if it is a JPEG.
    jpeg: Option<jpeg::Jpeg>,
    /// A colour profile that is not sRGB.
    profile: Option<Vec<u8>>,
    /// Apart from its size, every reader shows it as it is meant.
    plain: bool,
    /// Gray and opaque, as its head has it.
    gray: bool,
    /// A PNG whose pixels another one of 8 bits shows the same.
    packable: bool,
}

/// The bytes for an e-reader.
pub(super) fn for_epub(
    files: &dyn Files,
    picture: &Picture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    let (data, _) = picture.read(files)?;
    if picture.format == Format::Svg {
        return drawing(&data, picture, encode_profile);
    }
    let core = matches!(picture.format, Format::Jpeg | Format::Png | Format::Gif | Format::WebP);
    if encode_profile.keeps_files() && core {
        return Ok(passthrough(data, picture));
    }
    let mut source = Source::look(data, picture)?;
    let size = (picture.width, picture.height);
    let fitting = encode_profile.within().map_or(size, |within| decode::fit(size, within));
    let will_do = source.plain && fitting == size && (source.gray || !encode_profile.is_gray());
    if will_do
        && source.gains_nothing(encode_profile)
        && let Some(kept) = source.kept()
    {
        return Ok(kept);
    }
    let made = source.make(encode_profile, fitting)?;
    let most = match made.media_type {
        "image/jpeg" => source.data.len() as f64 * WORTH,
        _ => source.data.len() as f64 - 1.0,
    };
    let worse = will_do && made.bytes.len() as f64 > most;
    Ok(if worse { source.kept().unwrap_or(made) } else { made })
}

/// The file as it is, of which it is known that it will do.
pub(super) fn as_file(files: &dyn Files, picture: &Picture) -> Result<EpubPicture, PictureError> {
    Ok(passthrough(picture.read(files)?.0, picture))
}

/// The room that decoding it takes, in pixels; none where its probe tells that the file will do
/// (unless it is a JPEG with ink or a profile of its own, which are few).
pub(super) fn room(picture: &Picture, encode_profile: EncodeProfile) -> u64 {
    let size = (picture.width, picture.height);
    let fits = encode_profile.within().is_none_or(|within| decode::fit(size, within) == size);
    let shrinks = encode_profile.is_gray() || encode_profile.is_lowered();
    let will_do = match picture.format {
        Format::Jpeg => picture.orientation == 1 && fits && !shrinks,
        Format::Gif => fits && !shrinks,
        Format::Png | Format::WebP => encode_profile.keeps_files(),
        _ => false,
    };
    if will_do { 0 } else { picture.room() }
}

/// The picture as a cover: an upright baseline JPEG that fits 1600 × 2560 pixels, or the screen
/// that it is for; the file as it was if it is one already.
pub(super) fn for_epub_cover(
    files: &dyn Files,
    picture: &Picture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    let mut source = Source::look(picture.read(files)?.0, picture)?;
    let size = (picture.width, picture.height);
    let will_do = source.jpeg.is_some()
        && source.plain
        && decode::fit(size, cover_box(encode_profile)) == size
        && (source.gray || !encode_profile.is_gray());
    if will_do
        && source.gains_nothing(encode_profile)
        && let Some(kept) = source.kept()
    {
        return Ok(kept);
    }
    let pixels = source.pixels(decode::fit(size, cover_box(encode_profile)))?;
    // A drawing was drawn larger than its CSS pixels: let the cover have them.
    let fitting = decode::fit((pixels.width(), pixels.height()), cover_box(encode_profile));
    let made = source.photograph(
        &decode::scale_light(on_paper(pixels, encode_profile), fitting),
        encode_profile,
    )?;
    let gains_little = made.bytes.len() as f64 > source.data.len() as f64 * WORTH;
    Ok(if will_do && gains_little { source.kept().unwrap_or(made) } else { made })
}

/// A cover that was drawn as a JPEG, as the treatment asks.
pub(super) fn treat_cover(
    drawn: EpubPicture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    if !encode_profile.is_gray() && !encode_profile.is_lowered() {
        return Ok(drawn);
    }
    let pixels = decode::decode(&drawn.bytes, Format::Jpeg, 1, u64::MAX)?;
    let fitting = decode::fit((drawn.width, drawn.height), cover_box(encode_profile));
    let pixels = decode::scale_light(on_paper(pixels, encode_profile), fitting);
    let bytes = encode::to_jpeg(&pixels, encode_profile.quality(), None)?;
    Ok(still(bytes, Format::Jpeg, (pixels.width(), pixels.height())))
}

/// The box of a cover: the whole screen, which pictures need not fill, where colour goes.
fn cover_box(encode_profile: EncodeProfile) -> (u32, u32) {
    match encode_profile.within() {
        Some(within) if encode_profile.is_gray() || encode_profile.is_lowered() => within,
        _ => COVER,
    }
}

/// A drawing: as it is where readers can have it, which on any screen is sharpest.
fn drawing(
    data: &[u8],
    picture: &Picture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    if let Some(drawing) = svg::for_readers(data) {
        return Ok(passthrough(drawing, picture));
    }
    let pixels = on_paper(svg::raster(data)?, encode_profile);
    let size = (pixels.width(), pixels.height());
    let fitting = encode_profile.within().map_or(size, |within| decode::fit(size, within));
    lines_as_png(decode::scale_to(pixels, fitting), encode_profile)
}

impl<'p> Source<'p> {
    /// Reads a file's head.
    fn look(data: Vec<u8>, picture: &'p Picture) -> Result<Source<'p>, PictureError> {
        let mut source = Source {
            data,
            picture,
            jpeg: None,
            profile: None,
            plain: picture.format == Format::Gif,
            gray: false,
            packable: false,
        };
        let upright = picture.orientation == 1;
        match picture.format {
            Format::Jpeg => {
                let head = jpeg::read(&source.data)?;
                let color = jpeg::color(head.components);
                source.profile = head.icc.clone().and_then(|icc| icc::worth_keeping(icc, color));
                source.plain = upright && head.components != 4 && source.profile.is_none();
                source.gray = head.components == 1;
                source.jpeg = Some(head);
            }
            Format::Png => {
                let head = png::read(&source.data)?;
                source.profile = head.profile();
                source.plain = upright && source.profile.is_none();
                source.gray = head.color == png::PngColorType::Gray && !head.has_alpha();
                source.packable = head.bits <= 8 && !head.animated && !head.bends_light;
            }
            _ => {}
        }
        Ok(source)
    }

    /// The file, which will do and is given away; of a progressive JPEG a baseline one of the same
    /// coefficients, or none where that is unavailable.
    fn kept(&mut self) -> Option<EpubPicture> {
        let bytes = match &self.jpeg {
            Some(head) if head.progressive => jpeg::as_baseline(&self.data)?,
            _ => std::mem::take(&mut self.data),
        };
        Some(passthrough(bytes, self.picture))
    }

    /// Whether nothing can be gained from an acceptable file, by its header.
    fn gains_nothing(&self, encode_profile: EncodeProfile) -> bool {
        match &self.jpeg {
            Some(head) => {
                let shrinks = encode_profile.is_gray() || encode_profile.is_lowered();
                !shrinks
                    || head.quality().is_some_and(|quality| quality <= encode_profile.quality())
            }
            None => !self.packable,
        }
    }

    /// The pixels, upright and in sRGB, to be scaled to a size.
    fn pixels(&self, to: (u32, u32)) -> Result<DynamicImage, PictureError> {
        let pixels = decode::decode(
            &self.data,
            self.picture.format,
            self.picture.orientation,
            u64::from(to.0) * u64::from(to.1),
        )?;
        let pixels = decode::without_idle_alpha(pixels);
        Ok(self.profile.as_ref().and_then(|icc| srgb::convert(&pixels, icc)).unwrap_or(pixels))
    }

    /// Makes a new file.
    fn make(
        &self,
        encode_profile: EncodeProfile,
        fitting: (u32, u32),
    ) -> Result<EpubPicture, PictureError> {
        let pixels = on_paper(self.pixels(fitting)?, encode_profile);
        // One of very many pixels comes with fewer.
        let fitting = decode::fit((pixels.width(), pixels.height()), fitting);
        let whole = fitting == (pixels.width(), pixels.height());
        if pixels.color().has_alpha() {
            return lines_as_png(decode::scale_to(pixels, fitting), encode_profile);
        }
        if self.jpeg.is_none() && line_art::is_line_art(&pixels) {
            // What is dark stays dark when it is scaled by samples rather than by light.
            return lines_as_png(decode::scale_to(pixels, fitting), encode_profile);
        }
        let lossless = matches!(self.picture.format, Format::Png | Format::Gif);
        let shrinks = encode_profile.is_gray() || encode_profile.is_lowered();
        if lossless && whole && !shrinks {
            return png_of(&pixels);
        }
        self.photograph(&decode::scale_light(pixels, fitting), encode_profile)
    }

    /// A JPEG, coded no better than the file itself was if it is one of the same size.
    fn photograph(
        &self,
        pixels: &DynamicImage,
        encode_profile: EncodeProfile,
    ) -> Result<EpubPicture, PictureError> {
        let size = (pixels.width(), pixels.height());
        let whole = size == (self.picture.width, self.picture.height);
        let own = self.jpeg.as_ref().filter(|head| whole && head.components != 4);
        let shrinks = encode_profile.is_gray() || encode_profile.is_lowered();
        let own = own.filter(|head| {
            !shrinks || head.quality().is_some_and(|quality| quality <= encode_profile.quality())
        });
        let coding = own.and_then(jpeg::Jpeg::coding);
        let code = |percent: u32| match &coding {
            Some(coding) => encode::to_jpeg_like(pixels, &coding.coarser(percent)),
            None => encode::to_jpeg(pixels, coarser(encode_profile.quality(), percent), None),
        };
        let most = if self.jpeg.is_some() { self.data.len() } else { usize::MAX };
        Ok(still(no_larger(most, code)?, Format::Jpeg, size))
    }
}

/// Codes with steps of 100 percent, then with coarser ones, by as much as is too much, until the
/// file is not larger than `most`, or nothing more can be got.
fn no_larger(
    most: usize,
    code: impl Fn(u32) -> Result<Vec<u8>, PictureError>,
) -> Result<Vec<u8>, PictureError> {
    let mut percent = 100;
    let mut bytes = code(percent)?;
    while bytes.len() > most && percent < COARSEST {
        let factor = (bytes.len() as f64 / most as f64).powf(GROWTH).max(LEAST_GROWTH);
        percent = (f64::from(percent) * factor).ceil() as u32;
        bytes = code(percent)?;
    }
    Ok(bytes)
}

/// The quality whose steps are this many percent of those of another one, as libjpeg scales them.
fn coarser(quality: u8, percent: u32) -> u8 {
    let quality = u32::from(quality.clamp(1, 100));
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    let scale = (scale * percent).div_ceil(100);
    let quality = if scale <= 100 { (200 - scale) / 2 } else { 5000 / scale };
    quality.clamp(1, 100) as u8
}

/// Gray on white, if that is requested.
fn on_paper(pixels: DynamicImage, encode_profile: EncodeProfile) -> DynamicImage {
    if encode_profile.is_gray() { decode::gray_on_white(pixels) } else { pixels }
}

/// A PNG of line art; e-ink shows sixteen grays, so no more are kept for it.
fn lines_as_png(
    pixels: DynamicImage,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    let pixels = if encode_profile.is_gray() { decode::sixteen_grays(pixels) } else { pixels };
    png_of(&pixels)
}

/// A PNG from pixels.
fn png_of(pixels: &DynamicImage) -> Result<EpubPicture, PictureError> {
    Ok(still(png_encode::png(pixels)?, Format::Png, (pixels.width(), pixels.height())))
}

/// A file that needs no change.
fn passthrough(bytes: Vec<u8>, picture: &Picture) -> EpubPicture {
    let is_animated = animation::is_animated(&bytes, picture.format);
    EpubPicture { is_animated, ..still(bytes, picture.format, (picture.width, picture.height)) }
}

/// A file of one frame.
fn still(bytes: Vec<u8>, format: Format, (width, height): (u32, u32)) -> EpubPicture {
    let (media_type, extension) = format.media_type();
    EpubPicture { bytes, media_type, extension, width, height, is_animated: false }
}
